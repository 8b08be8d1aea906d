"""What `prm replay-log` says of a log, and whether it ends with an error."""

from dataclasses import fields

import click

from cli.failures import CommandFailed
from cli.options import print_json
from transfer.access_logs.formats import explain_line
from transfer.access_logs.skip_rules import SkipReason
from transfer.log_replay import ReplaySummary

_SHOWN_REFS = 20
_WORDS = {
    SkipReason.NO_REQUEST: "no HTTP request",
    SkipReason.PERIOD: "outside of your period",
    SkipReason.EXCLUDED: "excluded by your options",
    SkipReason.OTHER_HOST: "other hosts",
    SkipReason.MONITORING: "health checks and monitoring",
    SkipReason.METHOD: "not GET",
    SkipReason.PREFETCH: "prefetched, not opened",
    SkipReason.ASSET: "files of pages",
    SkipReason.NO_CONTENT: "answered without a page",
    SkipReason.REDIRECT: "redirects",
    SkipReason.NOT_MODIFIED: "not modified",
    SkipReason.ERROR: "errors",
}


def print_summary(summary: ReplaySummary, name: str, is_dry_run: bool, as_json: bool) -> None:
    """Figures on standard output, lines that cannot be read on standard error."""
    for number, text in zip(summary.unparsable_lines, summary.unparsable_texts, strict=True):
        click.echo(f"line {number} cannot be read: {text}", err=True)
    if as_json:
        # `asdict` would make a counter of a counter's items.
        print_json({each.name: getattr(summary, each.name) for each in fields(summary)} | {"dry_run": is_dry_run})
        return
    click.echo(f"{name}: read as {summary.format}")
    click.echo(f"lines: {summary.lines:,}, requests: {summary.parsable:,}, unreadable: {summary.unparsable:,}")
    click.echo(f"visits: {summary.visits:,}, clicks: {summary.clicks.total():,}, page views: {summary.pageviews:,}")
    for ref, count in summary.clicks.most_common(_SHOWN_REFS):
        click.echo(f"clicks of {ref or 'campaigns without a code'}: {count:,}")
    others = summary.clicks.total() - sum(count for _, count in summary.clicks.most_common(_SHOWN_REFS))
    if others:
        click.echo(f"clicks of {len(summary.clicks) - _SHOWN_REFS:,} others: {others:,}")
    for reason, count in summary.skipped.most_common():
        hosts = f" of {', '.join(summary.other_hosts)}" if reason == SkipReason.OTHER_HOST else ""
        click.echo(f"skipped, {_WORDS[SkipReason(reason)]} ({reason}): {count:,}{hosts}")
    for reason, count in summary.rejected.items():
        click.echo(f"rejected by the tracker, {reason}: {count:,}")
    click.echo(
        "nothing recorded: --dry-run"
        if is_dry_run
        else f"accepted: {summary.accepted:,}; what is stored already is not stored again"
    )


def check_summary(summary: ReplaySummary, name: str, max_unreadable_percent: float, is_dry_run: bool) -> None:
    """Raises :class:`CommandFailed` where nothing was recorded, or too much could not be read."""
    lines = summary.parsable + summary.unparsable
    if not lines:
        raise CommandFailed(f"{name} has no requests", "Give another file; to see what it is: head FILE.")
    if 100 * summary.unparsable > max_unreadable_percent * lines:
        where = f"line {summary.unparsable_lines[0]} of {name}"
        problem, remedy = explain_line(where, summary.unparsable_texts[0], summary.format)
        share = f"{summary.unparsable:,} of {lines:,} lines cannot be read"
        raise CommandFailed(f"{share}: {problem}", f"{remedy} If such lines are all right: --max-unreadable PERCENT.")
    rejected = summary.rejected.total()
    if 100 * rejected > max_unreadable_percent * lines:
        reason = summary.rejected.most_common(1)[0][0]
        raise CommandFailed(
            f"the tracker rejected {rejected:,} of {lines:,} lines: {reason}",
            "If it is the timestamp: name the time zone of the log, --timezone.",
        )
    if not (summary.clicks.total() + summary.pageviews if is_dry_run else summary.accepted):
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in summary.skipped.most_common())
        raise CommandFailed(
            f"no request of {name} is a visit of a page; skipped: {reasons}",
            "Choose the site whose log it is with --site, or keep what is skipped: --keep REASON.",
        )
