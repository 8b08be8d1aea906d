"""A server that dies in the middle of a call is unavailable, and is reconnected to when it is back."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from tests.warehouse.native_server.process import NativeServer
from warehouse.clickhouse.native import NativeWarehouse
from warehouse.interface import Warehouse, WarehouseUnavailable
from warehouse.upkeep.migration import migrate

ENDLESS = "select sum(sipHash64(number)) as n from numbers(1000000000000) settings max_threads = 1"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[NativeServer]:
    server = NativeServer(tmp_path / "engine")
    server.start()
    yield server
    server.kill()


def test_an_interrupted_query_is_unavailable_and_the_next_one_reconnects(server: NativeServer) -> None:
    warehouse = NativeWarehouse(server.url)
    migrate(warehouse)
    failures: list[Exception] = []
    thread = Thread(target=_query_forever, args=(warehouse, failures))
    thread.start()
    _wait_until_running(warehouse)
    server.kill()
    thread.join()
    assert [type(failure) for failure in failures] == [WarehouseUnavailable]
    with pytest.raises(WarehouseUnavailable):
        warehouse.insert("events", {"site_id": [1]})
    server.start()
    warehouse.insert("events", {"site_id": [1]})
    assert warehouse.query("select count() as n from events").dicts() == [{"n": 1}]
    warehouse.close()


def _query_forever(warehouse: Warehouse, failures: list[Exception]) -> None:
    try:
        warehouse.query(ENDLESS)
    except WarehouseUnavailable as exc:
        failures.append(exc)


def _wait_until_running(warehouse: Warehouse) -> None:
    sql = "select count() as n from system.processes where query like {pattern:String}"
    while not warehouse.query(sql, {"pattern": "select sum(sipHash64%"}).columns[0][0]:
        pass
