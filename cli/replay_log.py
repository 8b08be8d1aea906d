"""`prm replay-log`: the access log of a web server or proxy, sent to the tracker."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, tzinfo
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

import click
import httpx2

from cli.options import any_site_option, data_dir_option, json_option, load_settings, tracker_options
from cli.registry_access import choose_site, create_temporary_key
from cli.replay_summary import check_summary, print_summary
from events.enums import Scope
from events.link_parameters import REF_NAMES
from settings import TrackerSettings
from settings.data_directory import read_secret
from settings.environment import Network, parse_list, parse_networks
from supervisor.addresses import find_tracker_url
from transfer.access_logs.formats import FORMATS
from transfer.access_logs.log_events import EventRules
from transfer.access_logs.log_files import read_lines
from transfer.access_logs.skip_rules import KEEPABLE, SkipReason, SkipRules
from transfer.delivery import connect_tracker
from transfer.log_replay import Replay, replay_log

# From such an address nobody comes through the internet: it is a proxy's.
_PRIVATE = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,127.0.0.0/8,fc00::/7,fe80::/10,::1"
_REASON = click.Choice([each.value for each in KEEPABLE])


def _convert_networks(
    _context: click.Context, _option: click.Parameter, text: str | None
) -> tuple[Network, ...] | None:
    try:
        return None if text is None else parse_networks(text)
    except ValueError as exc:
        raise click.BadParameter(str(exc)) from exc


def _convert_zone(_context: click.Context, _option: click.Parameter, name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError) as exc:
        raise click.BadParameter(f"{name!r} is no time zone; give one like Europe/Berlin") from exc


@click.command("replay-log")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@any_site_option
@click.option("--format", "format_name", type=click.Choice(list(FORMATS)), metavar="NAME",
              help=f"Default: by the first lines. {', '.join(FORMATS)}.")  # fmt: skip
@click.option(
    "--pattern", default="", show_default=False, help="A format of your own: nginx's log_format or Apache's LogFormat."
)
@click.option(
    "--server", default="", show_default=False, metavar="LABEL", help="Which of several servers wrote this log."
)
@click.option("--trusted-proxies", "proxies", callback=_convert_networks, metavar="NETWORKS",
              help="Whose X-Forwarded-For counts; default: PRM_TRUSTED_PROXIES, else private networks.")  # fmt: skip
@click.option("--timezone", "zone", default="UTC", callback=_convert_zone,
              help="Of times without a zone, and of --from and --to.")  # fmt: skip
@click.option("--from", "first", type=click.DateTime(), metavar="TIME", help="Skip what was before.")
@click.option("--to", "end", type=click.DateTime(), metavar="TIME",
              help="Skip what was then or later, like 2026-11-12T10:00:00.")  # fmt: skip
@click.option("--keep", multiple=True, type=_REASON, help="Do not skip requests for this reason.")
@click.option("--skip-agent", "agents", multiple=True, metavar="TEXT", help="Skip user agents that contain this.")
@click.option("--skip-path", "paths", multiple=True, metavar="PREFIX", help="Skip paths that begin with this.")
@click.option("--skip-address", "networks", default="", show_default=False, callback=_convert_networks,
              metavar="NETWORKS", help="Skip visitors of these networks.")  # fmt: skip
@click.option("--ref-names", default=",".join(REF_NAMES), metavar="NAMES", help="Parameters that carry a code.")
@click.option("--visit-minutes", type=click.IntRange(0, 1440), default=30,
              help="How long the same link, followed again by one visitor, is the same click.")  # fmt: skip
@click.option("--max-unreadable", type=click.FloatRange(0, 100), default=5, metavar="PERCENT",
              help="More lines that cannot be read than this are an error.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Print what would be recorded, and record nothing.")
@tracker_options
@json_option
@data_dir_option
def replay_log_command(
    file: Path, site: str | None, format_name: str | None, pattern: str, server: str,
    proxies: tuple[Network, ...] | None, zone: tzinfo, first: datetime | None, end: datetime | None,
    keep: tuple[str, ...], agents: tuple[str, ...], paths: tuple[str, ...], networks: tuple[Network, ...],
    ref_names: str, visit_minutes: int, max_unreadable: float, dry_run: bool, tracker: str | None, key: str | None,
    as_json: bool, data_dir: Path | None,
) -> None:  # fmt: skip
    """Record the visits of an access log: clicks of partners' codes, else page views.

    FILE is plain or compressed, - is standard input. Sent again it stores nothing new. Formats, and what is skipped
    and why: docs/access-logs.md.
    """
    if format_name and pattern:
        raise click.UsageError("Give --format or --pattern, not both.")
    site_id, hosts = choose_site(data_dir, site)
    settings = load_settings(TrackerSettings, data_dir)
    rules = EventRules(
        hosts[0].removeprefix("*."),
        # The ids of a dry run are nobody's.
        b"dry run" if dry_run else read_secret(settings),
        proxies if proxies is not None else settings.trusted_proxies or parse_networks(_PRIVATE),
        server,
        parse_list(ref_names),
        SkipRules(
            hosts,
            frozenset(map(SkipReason, keep)),
            agents,
            paths,
            networks,
            _count_ms(first, zone) if first else 0,
            _count_ms(end, zone) if end else None,
        ),
    )
    connecting = nullcontext(None) if dry_run else _connect(settings, data_dir, site_id, tracker, key)
    name = "standard input" if str(file) == "-" else file.name
    with connecting as client, _open_log(file) as raw, _showing_progress(raw, file, name) as show:
        replay = Replay(name, format_name or "", pattern, zone, visit_minutes, rules, show)
        summary = replay_log(read_lines(raw), replay, client)
    print_summary(summary, name, dry_run, as_json)
    check_summary(summary, name, max_unreadable, dry_run)


def _count_ms(moment: datetime, zone: tzinfo) -> int:
    return int(moment.replace(tzinfo=zone).timestamp() * 1000)


@contextmanager
def _connect(
    settings: TrackerSettings, data_dir: Path | None, site_id: int, tracker: str | None, key: str | None
) -> Iterator[httpx2.Client]:
    temporary = create_temporary_key(data_dir, site_id, "replay-log", [Scope.EVENTS]) if not key else nullcontext(key)
    with temporary as secret_key, connect_tracker(tracker or find_tracker_url(settings), secret_key) as client:
        yield client


@contextmanager
def _open_log(file: Path) -> Iterator[IO[bytes]]:
    if str(file) == "-":
        yield sys.stdin.buffer
    else:
        with file.open("rb") as raw:
            yield raw


@contextmanager
def _showing_progress(raw: IO[bytes], file: Path, name: str) -> Iterator[Callable[[int], None]]:
    """A bar of a file's bytes; of a pipe, whose length nobody knows, the lines."""
    if str(file) != "-":
        with click.progressbar(length=file.stat().st_size, label=name, file=sys.stderr) as bar:
            yield lambda _lines: bar.update(raw.tell() - bar.pos)
    elif sys.stderr.isatty():
        yield lambda lines: click.echo(f"\r{lines:,} lines", err=True, nl=False)
        click.echo(err=True)
    else:
        yield lambda _lines: None
