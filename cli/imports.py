"""`prm import`: the files of past events that were imported: list them, take one back."""

import time
from contextlib import closing
from pathlib import Path

import click

from cli.failures import CommandFailed
from cli.ingest_pause import pause_every_writer
from cli.lead_removal import remove_missing_leads
from cli.options import (
    any_site_option,
    data_dir_option,
    json_option,
    load_settings,
    print_removed,
    print_table,
    set_up_command_logging,
)
from cli.registry_access import choose_site, reading_registry
from database.sessions import Sessions, begin_change, open_sessions
from fraud.runs.run_log import request_full_run
from ingest.import_undo import finish_undo, undo_import
from registry.enums import ImportState
from registry.imports import begin_undo, end_undo, get_import, list_imports
from registry.models import Import
from settings import IngestSettings, ReaderSettings, RegistrySettings
from supervisor.redis_client import adopt_shards, connect_redis
from supervisor.warehouse_access import connect_warehouse, open_reader
from transfer.import_lock import hold_import
from warehouse.interface import Warehouse, WarehouseUnavailable
from warehouse.upkeep.retention import find_events_since
from warehouse.upkeep.undo.counts import count_imports
from warehouse.upkeep.undo.removal import Batch

FIELD_NAMES = [
    "import_id", "file_name", "file_hash", "state", "rows", "accepted", "rejected", "created_by", "created_at",
    "ended_at", "undone_at",
]  # fmt: skip
COUNTED = ["stored", "duplicates"]
_SHOWN_HASH = 12
# So long nothing more may be stored until what is stored of an import is said to be unknown.
_PATIENCE_SECONDS = 15.0


@click.group("import")
def imports() -> None:
    """Files of past events that were imported."""


@imports.command("list")
@any_site_option
@json_option
@data_dir_option
def show(site: str | None, as_json: bool, data_dir: Path | None) -> None:
    """List the imports, the newest first, with what is stored of each."""
    site_id, _ = choose_site(data_dir, site)
    with reading_registry(data_dir) as session:
        found = list_imports(session, site_id)
    counts = query_counts(data_dir, site_id, [each.import_id for each in found])
    rows = [[*_make_row(each, is_whole=as_json), *_list_counts(counts, each.import_id)] for each in found]
    print_table([*FIELD_NAMES, *COUNTED], rows, as_json)


@imports.command("undo")
@click.argument("import_id")
@any_site_option
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@json_option
@data_dir_option
def undo(import_id: str, site: str | None, yes: bool, as_json: bool, data_dir: Path | None) -> None:
    """Take an import back: its events leave every table, and what others reported of its orders counts again.

    Its order ids and event ids are free, so a corrected file counts. Killed at any point, run it again. While `prm
    backfill` still sends the file, it cannot be taken back. Ingest, fraud runs and the settler are paused meanwhile;
    the tracker continues.
    """
    site_id, _ = choose_site(data_dir, site)
    with reading_registry(data_dir) as session:
        found = get_import(session, site_id, import_id)
    settings = load_settings(IngestSettings, data_dir)
    set_up_command_logging(settings, "registry")
    settings = adopt_shards(settings)
    sessions = open_sessions(load_settings(RegistrySettings, data_dir))
    batch = Batch(site_id, import_id)
    with connect_warehouse(settings) as warehouse:
        stored, duplicates = count_imports(warehouse, site_id, [import_id]).get(import_id, (0, 0))
        if found.state == ImportState.UNDONE and not stored + duplicates:
            raise CommandFailed(f"{import_id} is undone already", "List the others: prm import list.")
        _check_not_expired(warehouse, found)
        if not yes:
            question = f"Take back {found.file_name} of {found.created_at:%Y-%m-%d %H:%M}: {stored:,} events?"
            click.confirm(question, abort=True)
        with hold_import(settings.data_dir, import_id):
            removed = _undo(warehouse, settings, sessions, batch)
    ending = f"{import_id} is undone; its orders and ids are free, the next fraud run covers everything"
    print_removed(removed, ending, as_json)


def query_counts(data_dir: Path | None, site_id: int, import_ids: list[str]) -> dict[str, tuple[int, int]] | None:
    """Import id to how many events are stored and how many were duplicates; None where the warehouse is away."""
    try:
        with closing(open_reader(load_settings(ReaderSettings, data_dir))) as warehouse:
            return count_imports(warehouse, site_id, import_ids)
    except WarehouseUnavailable:
        return None


def wait_for_counts(data_dir: Path | None, site_id: int, import_id: str, sent: int) -> tuple[int, int] | None:
    """What was stored of so many events and how many were duplicates, once it is known; None where that takes longer.

    Waits as long as more and more of them are stored.
    """
    known, deadline = 0, time.monotonic() + _PATIENCE_SECONDS
    while (counts := query_counts(data_dir, site_id, [import_id])) is not None:
        stored, duplicates = counts.get(import_id, (0, 0))
        if stored + duplicates >= sent:
            return stored, duplicates
        if stored + duplicates > known:
            known, deadline = stored + duplicates, time.monotonic() + _PATIENCE_SECONDS
        if time.monotonic() > deadline:
            return None
        time.sleep(0.1)
    return None


def _undo(warehouse: Warehouse, settings: IngestSettings, sessions: Sessions, batch: Batch) -> dict[str, int]:
    with connect_redis(settings) as redis:
        with begin_change(sessions) as session:
            begin_undo(session, batch.site_id, batch.import_id)
        with pause_every_writer(redis, warehouse, settings) as check_pause:
            removed = undo_import(redis, warehouse, settings, batch)
            removed["leads"] = remove_missing_leads(warehouse, sessions, batch.site_id)
            request_full_run(warehouse, batch.site_id)
            check_pause()
            finish_undo(warehouse, settings, batch)
    with begin_change(sessions) as session:
        end_undo(session, batch.site_id, batch.import_id)
    return removed


def _check_not_expired(warehouse: Warehouse, found: Import) -> None:
    since = find_events_since(warehouse)
    if since and found.first_event_at and found.first_event_at < since:
        raise CommandFailed(
            f"events of {found.import_id} before {since:%Y-%m-%d} have expired, so they cannot be found any more",
            "It cannot be undone. Correct its orders with refunds, or report them again with a higher version.",
        )


def _make_row(found: Import, *, is_whole: bool) -> list[object]:
    """For people the beginning of the hash, by which files can be distinguished."""
    row = {name: getattr(found, name) for name in FIELD_NAMES}
    return list((row if is_whole else row | {"file_hash": found.file_hash[:_SHOWN_HASH]}).values())


def _list_counts(counts: dict[str, tuple[int, int]] | None, import_id: str) -> tuple[int | None, int | None]:
    return (None, None) if counts is None else counts.get(import_id, (0, 0))
