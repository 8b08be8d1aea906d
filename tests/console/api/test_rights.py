"""The console works with the rights that the recipe of docs/scale.md gives its user, and can write no event."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from console.api.call_list import CALLS
from tests.fixtures.api import Api, Tenant
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.warehouse.native_server.process import NativeServer
from tests.warehouse.native_server.rights import read_recipe
from warehouse.clickhouse.native import NativeWarehouse
from warehouse.interface import StatementFailed, Warehouse
from warehouse.upkeep.sql_script import split_statements

PERIOD: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}
TABLES = [call.path for call in CALLS if call.method == "GET" and call.has_figures and "{" not in call.path]
MORE: dict[str, dict[str, str]] = {
    "/fraud/backtest": {"rule": "click_flood", "values": "10", "parameter": ""},
    "/earnings/summary": {"partner": "alice"},
    "/statements": {"partner": "alice"},
}


@pytest.fixture
def warehouse(native_warehouse: Warehouse, native_server: NativeServer) -> Iterator[Warehouse]:
    """Some events, and the server as the console's user has it."""
    clicks = [make_event(n, at("2026-03-01", hours=n), ref="alice", visitor_id=f"v{n}") for n in range(1, 5)]
    sale = {"type": "sale", "visitor_id": "v1", "order_id": "o1", "amount_minor": 900, "currency": "EUR"}
    store_events(native_warehouse, [*clicks, make_event(9, at("2026-03-02"), **sale)])
    with closing(NativeWarehouse(native_server.url_of("prm_console"))) as opened:
        yield opened


@pytest.mark.parametrize("path", [path for path in TABLES if path not in MORE])
def test_every_table_of_figures_can_be_read(api: Api, shop: Tenant, path: str) -> None:
    api.get(path, shop.key, **PERIOD)


def test_funnels_explanations_and_fraud_runs_work(api: Api, shop: Tenant) -> None:
    steps = {"steps": [{"type": "click"}, {"type": "sale"}], "from": "2026-03-01", "to": "2026-04-01"}
    assert [step["people"] for step in api.post("/funnel", shop.key, steps)["steps"]] == [4, 1]
    assert api.get(f"/conversions/{event_id(9)}/why", shop.key)["touches"]
    assert api.post("/fraud/run", shop.key, {})["conversions"] == 1
    allowance = {"kind": "partner", "value": "alice", "why": "known", "valid_to": "2026-05-01T00:00:00Z"}
    assert api.post("/fraud/allowances", shop.key, allowance, 201)
    assert api.get("/fraud/marks", shop.key)["rows"] == []


@pytest.mark.parametrize(
    "statement",
    [
        "insert into events (site_id) select 1",
        "alter table events delete where true",
        "truncate table events",
        "drop table marks",
    ],
)
def test_events_and_tables_cannot_be_touched(warehouse: Warehouse, statement: str) -> None:
    with pytest.raises(StatementFailed, match="Not enough privileges"):
        warehouse.execute(statement)


def test_the_engine_understands_the_recipe(native_warehouse: Warehouse) -> None:
    statements = split_statements(read_recipe())
    assert len(statements) == 10
    for statement in statements:
        native_warehouse.query("select formatQuery({text:String})", {"text": statement})
