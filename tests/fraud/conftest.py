"""What the tests of the fraud engine share."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from fraud.review.decisions import query_decisions
from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from tests.fixtures.event_rows import at, make_event, store_events
from tests.fixtures.warehouse_states import States
from tests.fraud.filling import fill_warehouse, make_facts
from tests.fraud.scenario import Shape, make_month
from tests.reports.conftest import Api, Tenant, api, console_settings, prepared_registry, redis, rival, sessions, shop
from warehouse.interface import Warehouse

# The API's tests use what the read side's own tests use.
__all__ = ["api", "console_settings", "prepared_registry", "redis", "rival", "sessions", "shop"]

UNTIL = datetime(2026, 5, 1, tzinfo=UTC)
FILES = RuleSet()
SMALL = Shape(size=0.15, partners=12)

Decide = Callable[..., Mapping[str, str]]


@pytest.fixture
def decide(warehouse: Warehouse) -> Decide:
    """Stores labelled events, runs the rules, and returns order → decision."""

    def decide_orders(labelled: list[dict[str, Any]], rule_set: RuleSet = FILES, site_id: int = 1) -> dict[str, str]:
        orders = fill_warehouse(warehouse, labelled, site_id=site_id)
        run(warehouse, make_facts(labelled, site_id), rule_set, UNTIL)
        decided = query_decisions(warehouse, site_id, list(orders.values()))
        return {order: decided[event_id].decision for order, event_id in orders.items()}

    return decide_orders


@cache
def _make_small_month() -> list[dict[str, Any]]:
    return make_month(101, SMALL)


@pytest.fixture
def small_month() -> list[dict[str, Any]]:
    """A month of a small shop, with every archetype."""
    return [{**row} for row in _make_small_month()]


@pytest.fixture
def filled(warehouse: Warehouse, states: States, small_month: list[dict[str, Any]]) -> dict[str, str]:
    """The warehouse with that month at site 1; order → id of its stored event."""
    return states.begin_with("filled", lambda: fill_warehouse(warehouse, small_month))


@pytest.fixture
def covered(warehouse: Warehouse, states: States, small_month: list[dict[str, Any]]) -> dict[str, str]:
    """The same after one run of the rules."""

    def fill() -> dict[str, str]:
        orders = states.begin_with("filled", lambda: fill_warehouse(warehouse, small_month))
        run(warehouse, make_facts(small_month), FILES, UNTIL)
        return orders

    return states.begin_with("covered", fill)


@pytest.fixture
def found_mark(api: Api, shop: Tenant, rival: Tenant, states: States) -> dict[str, Any]:
    """A bought click of Alice's and an honest one of Bob's at both sites, a run over the shop's; its mark."""

    def fill() -> None:
        for number, tenant in ((0, shop), (10, rival)):
            store_orders(states.warehouse, tenant.site_id, number)
        api.post("/fraud/run", shop.key, None)

    states.begin_with("found_mark", fill)
    [row] = api.get("/fraud/marks", shop.key)["rows"]
    return dict(row)


def store_orders(warehouse: Warehouse, site_id: int, first: int) -> None:
    """An order of Alice's after a bought click, and an honest one of Bob's."""
    paid = {"type": "sale", "amount_minor": 500, "currency": "EUR"}
    rows = []
    for number, ref, kind in ((first + 1, "alice", "gclid"), (first + 3, "bob", "")):
        who = {"site_id": site_id, "visitor_id": f"v{number}", "ref": ref}
        engage = make_event(first + 100 + number, at("2026-03-01", seconds=5), **{**who, "ref": "", "type": "engage"})
        sale = make_event(number + 1, at("2026-03-01T01:00:00"), order_id=f"o{number + 1}", **who, **paid)
        rows += [make_event(number, at("2026-03-01"), **who) | {"click_id_kind": kind}]
        rows += [row | {"click_id_kind": ""} for row in (engage, sale)]
    store_events(warehouse, rows)
