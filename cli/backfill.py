"""`prm backfill`: a file of past events, sent to the tracker; run again after a crash, it ends with the same result."""

import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import click

from cli.options import (
    any_site_option,
    data_dir_option,
    format_option,
    json_option,
    load_settings,
    print_json,
    tracker_options,
)
from cli.registry_access import choose_site, create_temporary_key
from events.enums import Scope
from settings import TrackerSettings
from settings.data_directory import read_secret
from supervisor.addresses import find_tracker_url
from tracker.parsing.rejection import FieldRejected
from tracker.parsing.times import parse_timestamp
from transfer.backfill import Backfill, RejectedRow, TimestampInvalid, name_progress_file, send_file
from transfer.delivery import connect_tracker
from transfer.event_files import choose_format

_REJECTIONS_SHOWN = 10


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@any_site_option
@format_option
@tracker_options
@json_option
@data_dir_option
def backfill(
    file: Path,
    site: str | None,
    file_format: str | None,
    tracker: str | None,
    key: str | None,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Send a file of past events, in the fields of POST /v1/events.

    Every row names its timestamp. Rejected rows go to FILE.rejected.ndjson with their line and reason. A row without
    event_id gets one that follows from its content and its line, so the same file sent again stores nothing new. A row
    without import_id gets the file's name: what your server reported of an order takes precedence over an import.
    """
    chosen = choose_format(file, file_format)
    site_id, _ = choose_site(data_dir, site)
    settings = load_settings(TrackerSettings, data_dir)
    progress_file = name_progress_file(settings.data_dir, file, site_id)
    temporary = create_temporary_key(data_dir, site_id, "backfill", [Scope.EVENTS]) if not key else nullcontext(key)
    with (
        temporary as secret_key,
        connect_tracker(tracker or find_tracker_url(settings), secret_key) as client,
        click.progressbar(length=file.stat().st_size, label=file.name, file=sys.stderr) as bar,
    ):
        task = Backfill(
            file,
            chosen,
            progress_file,
            read_secret(settings),
            parse_moment,
            lambda at: bar.update(max(0, at - bar.pos)),
            _show_rejected,
        )
        progress = send_file(client, task)
    if as_json:
        print_json({**asdict(progress), "refused": progress.rejected})
    else:
        click.echo(f"{progress.rows:,} rows, {progress.accepted:,} accepted, {progress.rejected:,} rejected")


def parse_moment(value: object) -> int:
    """As the tracker parses it."""
    try:
        return parse_timestamp("timestamp", value)
    except FieldRejected as exc:
        raise TimestampInvalid(exc.rejected.reason.value) from exc


def _show_rejected(number: int, row: RejectedRow) -> None:
    if number <= _REJECTIONS_SHOWN:
        click.echo(f"\nline {row.line}: {' '.join(filter(None, (row.field, row.reason)))}", err=True)
