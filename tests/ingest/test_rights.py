"""Ingest works with the rights that the recipe of docs/scale.md gives its user."""

from contextlib import closing
from pathlib import Path

from redis import Redis

from ingest.worker import Worker
from tests.ingest.builders import (
    append_events,
    count_rows,
    count_standing,
    make_event,
    make_sale,
    make_settings,
    run_until_settled,
)
from tests.warehouse.native_server.process import NativeServer
from warehouse.clickhouse.native import NativeWarehouse
from warehouse.interface import Warehouse


def test_events_and_repeats_are_stored(
    redis: Redis, native_warehouse: Warehouse, native_server: NativeServer, tmp_path: Path
) -> None:
    click, sale = make_event(), make_sale()
    with closing(NativeWarehouse(native_server.url_of("prm_ingest"))) as writer:
        for _ in range(2):
            append_events(redis, [click, sale])
            run_until_settled(Worker(make_settings(tmp_path), redis, writer), redis)
    assert [count_rows(native_warehouse, table) for table in ("events", "duplicates")] == [2, 2]
    assert count_standing(native_warehouse) == 1
