"""Takes an import back: from streams, dead letters and warehouse; what was its duplicate is sent to ingest again."""

from redis import Redis

from events.errors import EventUndecodable
from events.event import decode_event
from ingest.erasure import erase_dead_letters, erase_waiting
from ingest.person_erasure import wait_for_spool
from ingest.returned_events import append_returned
from settings import IngestSettings
from warehouse.interface import Warehouse
from warehouse.upkeep.undo.removal import Batch, forget_import, remove_import
from warehouse.upkeep.undo.returned import query_returned, remove_returned


def undo_import(redis: Redis, warehouse: Warehouse, settings: IngestSettings, batch: Batch) -> dict[str, int]:
    """The number of rows removed from each place, while ingest and fraud runs are paused.

    Killed anywhere, it is completed when it is repeated. Raises :class:`ingest.person_erasure.ErasureIncomplete`.
    """
    wait_for_spool(redis, settings.data_dir)
    removed = {
        "events in the stream": erase_waiting(redis, settings.shards, lambda line: _is_of(line, batch)),
        "dead letters": erase_dead_letters(redis, lambda line: _is_of(line, batch)),
        **remove_import(warehouse, batch, settings.clickhouse_cluster),
    }
    for page in query_returned(warehouse, batch):
        append_returned(redis, settings.shards, page)
    returned = remove_returned(warehouse, batch, settings.clickhouse_cluster)
    return {**removed, "reports of your server, pages or other files that count again": returned}


def finish_undo(warehouse: Warehouse, settings: IngestSettings, batch: Batch) -> None:
    """To be called when all else is done; until then :func:`undo_import` knows what it has removed."""
    forget_import(warehouse, batch, settings.clickhouse_cluster)


def _is_of(line: bytes, batch: Batch) -> bool:
    try:
        event = decode_event(line)
    except EventUndecodable:
        return False
    return event.site_id == batch.site_id and event.import_id == batch.import_id
