"""Contract: what went wrong is told as unavailable (try again) or refused (do not)."""

import pytest

from tests.warehouse.native_server.process import NativeServer
from warehouse.clickhouse.failures import name_failure
from warehouse.interface import ValuesRefused, Warehouse, WarehouseRefused, WarehouseUnavailable


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select 'open", "Code: 62"),
        ("select name from nowhere", "nowhere"),
        ("select nothing from events", "nothing"),
        ("select throwIf(1, 'as asked')", "as asked"),
        ("select sleepEachRow(1) from numbers(3) settings max_execution_time = 1, max_block_size = 1", "Code: 159"),
        ("select groupArray(number) from numbers(50000000) settings max_memory_usage = 10000000", "Code: 241"),
    ],
)
def test_a_statement_that_cannot_succeed_is_refused(each_warehouse: Warehouse, sql: str, message: str) -> None:
    for call in (each_warehouse.query, each_warehouse.execute):
        with pytest.raises(WarehouseRefused, match=message) as failure:
            call(sql)
        assert "Stack trace" not in str(failure.value)
    assert each_warehouse.query("select 1 as n").dicts() == [{"n": 1}]


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Code: 252. DB::Exception: Too many parts", WarehouseUnavailable),
        ("Code: 243. DB::Exception: Cannot reserve 1.00 MiB, not enough space", WarehouseUnavailable),
        ("Code: 241. DB::Exception: (total) memory limit exceeded", WarehouseUnavailable),
        ("Code: 241. DB::Exception: Query memory limit exceeded", WarehouseRefused),
        ("Code: 62. DB::Exception: Syntax error", WarehouseRefused),
        ("Code: 201. DB::Exception: Quota exceeded", WarehouseRefused),
        ("Code: 376. DB::Exception: Cannot parse uuid", ValuesRefused),
        ("something without a code", WarehouseRefused),
    ],
)
def test_only_what_may_pass_is_unavailable(message: str, kind: type[Exception]) -> None:
    assert type(name_failure(message)) is kind


def test_a_code_of_the_protocol_counts_more_than_the_text() -> None:
    assert isinstance(name_failure("no code here", 202), WarehouseUnavailable)


def test_a_server_that_is_not_there_is_unavailable(unused_port: int) -> None:
    from warehouse.clickhouse.native import NativeWarehouse

    with pytest.raises(WarehouseUnavailable):
        NativeWarehouse(f"clickhouse://default@127.0.0.1:{unused_port}/prm?connect_timeout=5")


def test_a_database_that_is_not_there_is_refused(native_server: NativeServer) -> None:
    from warehouse.clickhouse.native import NativeWarehouse

    with pytest.raises(WarehouseRefused, match="Code: 81"):
        NativeWarehouse(native_server.url.replace("/prm", "/nowhere"))
