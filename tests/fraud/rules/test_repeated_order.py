"""An order that others report again is a replay if their reports are trusted as much as the one that stands."""

import pytest

from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from tests.fixtures.event_rows import at, event_id, make_event, store_duplicate, store_events
from tests.fraud.conftest import UNTIL
from tests.fraud.filling import make_facts
from warehouse.interface import Warehouse

MARKED = "select subject_id from marks final where rule = 'replayed_order' and is_active = 1"


@pytest.mark.parametrize(
    ("stands", "repeated", "is_marked"),
    [
        ("browser", "browser", True),
        ("signed", "browser", False),
        ("import", "browser", False),
        ("import", "signed", False),
        ("server", "browser", False),
        ("server", "import", False),
        ("server", "server", True),
    ],
)
def test_what_is_trusted_less_is_no_evidence(warehouse: Warehouse, stands: str, repeated: str, is_marked: bool) -> None:
    paid = {"type": "sale", "order_id": "A-1", "amount_minor": 900, "currency": "EUR", "ref": "alice"}
    order = make_event(1, at("2026-03-02"), source=stands, visitor_id="v", **paid)
    store_events(warehouse, [order])
    for number in range(2, 6):
        store_duplicate(warehouse, order, number, "order_stored", source=repeated, visitor_id=f"v{number}")
    run(warehouse, make_facts([]), RuleSet(), UNTIL)
    assert warehouse.query(MARKED).parse_tuples(tuple[str]) == [(event_id(1),)] * is_marked
