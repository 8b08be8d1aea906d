"""`prm backfill`: a file of past events, sent to the tracker; run again after a crash, it ends with the same result."""

import getpass
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import click

from cli.backfill_report import Outcome, print_outcome, print_plan, show_rejected
from cli.file_options import FileChoices, file_options, plan_file
from cli.imports import wait_for_counts
from cli.options import any_site_option, data_dir_option, json_option, load_settings, tracker_options
from cli.preview import Preview
from cli.registry_access import choose_site, create_temporary_key, find_partner_codes
from database.sessions import Sessions, begin_change, begin_read, open_sessions
from events.enums import Scope
from registry.enums import ImportState
from registry.imports import begin_import, end_import, list_same_file, record_progress
from settings import ReaderSettings, RegistrySettings, TrackerSettings
from settings.data_directory import read_secret
from supervisor.addresses import find_tracker_url
from supervisor.warehouse_access import open_reader
from tracker.parsing.rejection import FieldRejected
from tracker.parsing.times import parse_timestamp
from transfer.backfill import (
    BATCH_ROWS,
    Backfill,
    Progress,
    Source,
    TimestampInvalid,
    count_ignored,
    make_events,
    name_progress_file,
    name_rejected_file,
    read_progress,
    send_file,
)
from transfer.delivery import connect_tracker
from transfer.event_files import Row, hash_file, read_row_groups
from transfer.import_lock import hold_import
from warehouse.interface import WarehouseUnavailable


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@any_site_option
@click.option("--dry-run", is_flag=True, help="Send nothing: show how the file is read and what would become of it.")
@file_options
@tracker_options
@json_option
@data_dir_option
def backfill(
    file: Path,
    site: str | None,
    dry_run: bool,
    choices: FileChoices,
    tracker: str | None,
    key: str | None,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Import a file of past events: in the fields of POST /v1/events, or as another system exports it.

    Look at it with --dry-run first. Every row names its timestamp. Rejected rows go to a file beside it, whose name
    ends in .rejected.ndjson, with their line and reason, and end the command with status 1. A row without event_id gets
    one that follows from its content and its line, so the same file sent again stores nothing new. `prm import undo`
    takes a file back, once it is no longer sent. What your server
    reported of an order takes precedence over an import.
    """
    site_id, _ = choose_site(data_dir, site)
    settings = load_settings(TrackerSettings, data_dir)
    sessions = open_sessions(load_settings(RegistrySettings, data_dir))
    source, uses = plan_file(file, choices, *find_partner_codes(data_dir, site_id))
    print_plan(source, uses, is_whole=dry_run, as_json=as_json)
    if dry_run:
        outcome = _preview(source, site_id, read_secret(settings), data_dir)
    else:
        progress = _begin(sessions, site_id, file, name_progress_file(settings.data_dir, file, site_id))
        with hold_import(settings.data_dir, progress.import_id):
            _send(source, site_id, settings, sessions, progress, tracker, key, data_dir)
        counts = wait_for_counts(data_dir, site_id, progress.import_id, progress.accepted)
        outcome = Outcome.of_progress(progress, counts)
    print_outcome(outcome, name_rejected_file(file), as_json)
    if outcome.rejected:
        raise SystemExit(1)


def parse_moment(value: object) -> int:
    """As the tracker parses it."""
    try:
        return parse_timestamp("timestamp", value)
    except FieldRejected as exc:
        raise TimestampInvalid(exc.rejected.reason.value) from exc


def _begin(sessions: Sessions, site_id: int, file: Path, progress_file: Path) -> Progress:
    """Where a run of the same file was killed, else a new import; warns of the same file."""
    file_hash = hash_file(file)
    with begin_read(sessions) as session:
        same = list_same_file(session, site_id, file_hash)
    progress = read_progress(progress_file)
    if any(each.import_id == progress.import_id and each.state == ImportState.RUNNING for each in same):
        return progress
    for each in same:
        click.echo(
            f"the same file was imported on {each.created_at:%Y-%m-%d %H:%M} ({each.import_id}, {each.state});"
            " what it stored is not stored again",
            err=True,
        )
    with begin_change(sessions) as session:
        begun = begin_import(session, site_id, file.name, file_hash, f"command:{getpass.getuser()}")
    return Progress(begun.import_id)


def _send(
    source: Source,
    site_id: int,
    settings: TrackerSettings,
    sessions: Sessions,
    progress: Progress,
    tracker: str | None,
    key: str | None,
    data_dir: Path | None,
) -> None:
    progress_file = name_progress_file(settings.data_dir, source.file, site_id)
    temporary = create_temporary_key(data_dir, site_id, "backfill", [Scope.EVENTS]) if not key else nullcontext(key)

    def record(done: Progress) -> None:
        first = datetime.fromtimestamp(done.first_ms / 1000, UTC) if done.first_ms else None
        with begin_change(sessions) as session:
            record_progress(
                session,
                done.import_id,
                rows=done.rows,
                accepted=done.accepted,
                rejected=done.rejected,
                first_event_at=first,
            )

    with (
        temporary as secret_key,
        connect_tracker(tracker or find_tracker_url(settings), secret_key) as client,
        click.progressbar(length=source.file.stat().st_size, label=source.file.name, file=sys.stderr) as bar,
    ):
        task = Backfill(
            source,
            progress_file,
            read_secret(settings),
            parse_moment,
            lambda at: bar.update(max(0, at - bar.pos)),
            show_rejected,
            record,
        )
        send_file(client, task, progress)
    with begin_change(sessions) as session:
        end_import(session, progress.import_id)
    progress_file.unlink(missing_ok=True)


def _preview(source: Source, site_id: int, secret: bytes, data_dir: Path | None) -> Outcome:
    warehouse = open_reader(load_settings(ReaderSettings, data_dir))
    outcome = Outcome(is_preview=True)
    try:
        warehouse.query("select 1")
        preview = Preview(site_id, secret, warehouse)
    except WarehouseUnavailable:
        click.echo("the warehouse is away: only repetitions within the file are found", err=True)
        preview = Preview(site_id, secret, None)
    with source.file.open("rb") as raw:
        waiting: list[Row] = []
        for group in read_row_groups(raw, source.file_format, source.rule, source.dialect):
            outcome.rows += 1
            waiting += group
            if len(waiting) >= BATCH_ROWS:
                _judge(preview, waiting, outcome, secret)
                waiting = []
        _judge(preview, waiting, outcome, secret)
    warehouse.close()
    outcome.accepted, outcome.duplicates = preview.accepted, preview.duplicates
    return outcome


def _judge(preview: Preview, rows: list[Row], outcome: Outcome, secret: bytes) -> None:
    good, rejected = make_events(rows, parse_moment, "dry-run", secret)
    outcome.add_examples(good)
    rejected += preview.judge(good)
    for row in sorted(rejected, key=lambda each: each.line):
        outcome.rejected += 1
        show_rejected(outcome.rejected, row)
    outcome.ignored.update(count_ignored(rows))
