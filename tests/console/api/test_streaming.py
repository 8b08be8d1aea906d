"""A file of many conversions is made page by page: what it takes does not grow with its length."""

import gc
import io
import tracemalloc
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pyarrow.parquet as pq
import pytest
from redis import Redis

from console.access import Caller, SeenSite
from console.api.csv_files import write_csv
from console.api.downloads import write_ndjson, write_parquet_file
from console.api.reports.conversion import Conversion
from console.api.reports.conversions_list import answer_conversions
from console.api.request import ApiDependencies, ApiRequest, Table
from database.sessions import Sessions
from settings import ConsoleSettings
from tests.fixtures.api import NOW, Tenant
from tests.fixtures.event_rows import at
from warehouse.interface import Warehouse

MARCH = at("2026-03-01")
PAGE_ROWS = 1000


@pytest.fixture
def api_request(
    console_settings: ConsoleSettings,
    warehouse: Warehouse,
    sessions: Sessions,
    redis: Redis,
    shop: Tenant,
    monkeypatch: pytest.MonkeyPatch,
) -> ApiRequest:
    """A file of March, in pages of a thousand."""
    monkeypatch.setattr("console.api.reports.conversions_list.MAX_ROWS", PAGE_ROWS)
    dependencies = ApiDependencies(warehouse, sessions, redis, 1, console_settings.data_dir, b"", lambda: NOW)
    caller = Caller("key:1", (SeenSite(shop.site_id, shop.site_key),))
    query = {"from": "2026-03-01", "to": "2026-04-01", "format": "csv"}
    return ApiRequest(caller, {}, query, {}, dependencies, NOW)


def store_sales(warehouse: Warehouse, count: int) -> None:
    """So many sales of March, one after the other."""
    columns: dict[str, list[Any]] = {
        "event_id": [str(UUID(int=n + 1)) for n in range(count)],
        "timestamp": [MARCH + timedelta(seconds=n) for n in range(count)],
        "order_id": [f"order-{n}" for n in range(count)],
        "visitor_id": [f"visitor-{n % 997}" for n in range(count)],
        "amount_minor": [100 + n % 1000 for n in range(count)],
    }
    same = {"site_id": 1, "type": "sale", "traffic": "human", "currency": "EUR"}
    warehouse.insert("events", {**columns, **{name: [value] * count for name, value in same.items()}})


def measure_peak(table: Table) -> int:
    """Bytes that Python held at most while the file was made, each of its pieces let go.

    Without the collector of cycles, whose moments depend on what ran before.
    """
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        lines = sum(piece.count("\n") for piece in write_csv(table, Conversion))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.enable()
    assert lines > PAGE_ROWS
    return peak


def test_a_file_four_times_as_long_takes_no_more_memory(api_request: ApiRequest, warehouse: Warehouse) -> None:
    store_sales(warehouse, 8 * PAGE_ROWS)
    short = measure_peak(
        answer_conversions(replace(api_request, query={**api_request.query, "to": "2026-03-01T00:33:20"}))
    )
    long = measure_peak(answer_conversions(api_request))
    assert long < 1.5 * short


def test_every_format_holds_each_conversion_once_over_all_pages(api_request: ApiRequest, warehouse: Warehouse) -> None:
    count = 2 * PAGE_ROWS + 1
    store_sales(warehouse, count)
    ids = {str(UUID(int=n + 1)) for n in range(count)}
    lines = "".join(write_csv(answer_conversions(api_request), Conversion)).splitlines()[1:]
    assert sorted(line.split(",")[0] for line in lines) == sorted(ids)
    assert b"".join(write_ndjson(answer_conversions(api_request), Conversion)).count(b"\n") == count
    file = io.BytesIO(b"".join(write_parquet_file(answer_conversions(api_request), Conversion)))
    parquet = pq.ParquetFile(file)
    assert set(parquet.read()["event_id"].to_pylist()) == ids
    assert parquet.num_row_groups == 3
    assert parquet.schema_arrow.field("value_minor").type == "int64"
    assert parquet.schema_arrow.field("value").type == "string"
