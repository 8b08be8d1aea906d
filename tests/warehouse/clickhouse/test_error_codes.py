"""Contract: an error is either transient (unavailable) or lasting (failed, invalid)."""

import pytest

from tests.warehouse.native_server.process import NativeServer
from warehouse.clickhouse.error_codes import classify_error
from warehouse.interface import (
    MemoryExceeded,
    MemoryShort,
    StatementFailed,
    ValuesInvalid,
    Warehouse,
    WarehouseUnavailable,
)


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select 'open", "Code: 62"),
        ("select name from nowhere", "nowhere"),
        ("select nothing from events", "nothing"),
        ("select throwIf(1, 'on purpose')", "on purpose"),
        ("select sleepEachRow(1) from numbers(3) settings max_execution_time = 1, max_block_size = 1", "Code: 159"),
        ("select groupArray(number) from numbers(50000000) settings max_memory_usage = 10000000", "Code: 241"),
    ],
)
def test_a_statement_that_cannot_succeed_fails(each_warehouse: Warehouse, sql: str, message: str) -> None:
    for call in (each_warehouse.query, each_warehouse.execute):
        with pytest.raises(StatementFailed, match=message) as failure:
            call(sql)
        assert "Stack trace" not in str(failure.value)
    assert each_warehouse.query("select 1 as n").dicts() == [{"n": 1}]


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Code: 252. DB::Exception: Too many parts", WarehouseUnavailable),
        ("Code: 243. DB::Exception: Cannot reserve 1.00 MiB, not enough space", WarehouseUnavailable),
        ("Code: 241. DB::Exception: (total) memory limit exceeded", MemoryShort),
        ("Code: 241. DB::Exception: Query memory limit exceeded", MemoryExceeded),
        ("Code: 285. DB::Exception: Number of alive replicas is less than requested quorum", WarehouseUnavailable),
        ("Code: 286. DB::Exception: Another quorum insert has been already started", WarehouseUnavailable),
        ("Code: 289. DB::Exception: Replica doesn't have part all_0_0_0", WarehouseUnavailable),
        ("Code: 319. DB::Exception: Unknown quorum status. The data was inserted", WarehouseUnavailable),
        ("Code: 62. DB::Exception: Syntax error", StatementFailed),
        ("Code: 201. DB::Exception: Quota exceeded", StatementFailed),
        ("Code: 376. DB::Exception: Cannot parse uuid", ValuesInvalid),
        ("something without a code", StatementFailed),
    ],
)
def test_only_transient_errors_are_unavailable(message: str, kind: type[Exception]) -> None:
    assert type(classify_error(message)) is kind


def test_a_code_of_the_protocol_takes_precedence_over_the_text() -> None:
    assert isinstance(classify_error("no code here", 202), WarehouseUnavailable)


def test_a_missing_server_is_unavailable(unused_port: int) -> None:
    from warehouse.clickhouse.native import NativeWarehouse

    with pytest.raises(WarehouseUnavailable):
        NativeWarehouse(f"clickhouse://default@127.0.0.1:{unused_port}/prm?connect_timeout=5")


def test_a_missing_database_fails(native_server: NativeServer) -> None:
    from warehouse.clickhouse.native import NativeWarehouse

    with pytest.raises(StatementFailed, match="Code: 81"):
        NativeWarehouse(native_server.url.replace("/prm", "/nowhere"))
