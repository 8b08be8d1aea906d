"""`prm replay-log`: a web server's access log, sent to the tracker."""

import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import click

from cli.options import any_site_option, data_dir_option, json_option, load_settings, print_json, tracker_options
from cli.registry_access import choose_site, create_temporary_key
from events.enums import Scope
from settings import TrackerSettings
from settings.data_directory import read_secret
from supervisor.addresses import find_tracker_url
from transfer import log_replay
from transfer.delivery import connect_tracker


@click.command("replay-log")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@any_site_option
@tracker_options
@json_option
@data_dir_option
def replay_log(
    file: Path, site: str | None, tracker: str | None, key: str | None, as_json: bool, data_dir: Path | None
) -> None:
    """Send an access log as events. FILE is in the combined format, plain or gzip; sending it again stores nothing."""
    site_id, host = choose_site(data_dir, site)
    settings = load_settings(TrackerSettings, data_dir)
    url, secret = tracker or find_tracker_url(settings), read_secret(settings)
    temporary = create_temporary_key(data_dir, site_id, "replay-log", [Scope.EVENTS]) if not key else nullcontext(key)
    with (
        temporary as secret_key,
        connect_tracker(url, secret_key) as client,
        click.progressbar(length=file.stat().st_size, label=file.name, file=sys.stderr) as bar,
    ):
        summary = log_replay.replay_log(client, file, host, secret, lambda at: bar.update(at - bar.pos))
    if as_json:
        print_json(asdict(summary))
    else:
        _print(summary)


def _print(summary: log_replay.ReplaySummary) -> None:
    click.echo(f"{summary.lines:,} lines, {summary.parsable:,} of them requests, {summary.accepted:,} accepted")
    if summary.unparsable:
        where = ", ".join(map(str, summary.unparsable_lines))
        more = ", …" if summary.unparsable > len(summary.unparsable_lines) else ""
        click.echo(f"{summary.unparsable:,} are not in the combined format: line {where}{more}")
    for reason, count in summary.rejected.items():
        click.echo(f"{count:,} rejected: {reason}")
