"""What the tests of the fraud engine share."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from fraud.review.decisions import query_decisions
from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from tests.fraud.filling import fill_warehouse, make_facts
from tests.fraud.scenario import Shape, make_month
from tests.reports.conftest import api, console_settings, furnished, redis, rival, sessions, shop
from warehouse.interface import Warehouse

# The API's tests use what the read side's own tests use.
__all__ = ["api", "console_settings", "furnished", "redis", "rival", "sessions", "shop"]

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


@pytest.fixture
def small_month() -> list[dict[str, Any]]:
    """A month of a small shop, with every archetype."""
    return make_month(101, SMALL)
