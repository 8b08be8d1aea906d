"""An order that others report again is a replay if their reports are trusted as much as the one that stands."""

from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from tests.fixtures.event_rows import at, event_id, make_event, store_duplicate, store_events
from tests.fraud.conftest import UNTIL
from tests.fraud.filling import make_facts
from warehouse.interface import Warehouse

MARKED = "select subject_id from marks final where rule = 'replayed_order' and is_active = 1"


# An order each: its first number, the source of the report that stands, that of its repeats, whether they are evidence.
ORDERS = [
    (10, "browser", "browser", True),
    (20, "signed", "browser", False),
    (30, "import", "browser", False),
    (40, "import", "signed", False),
    (50, "server", "browser", False),
    (60, "server", "import", False),
    (70, "server", "server", True),
]


def test_what_is_trusted_less_is_no_evidence(warehouse: Warehouse) -> None:
    for first, stands, repeated, _ in ORDERS:
        paid = {"type": "sale", "order_id": f"A-{first}", "amount_minor": 900, "currency": "EUR", "ref": "alice"}
        order = make_event(first, at("2026-03-02"), source=stands, visitor_id=f"v{first}", **paid)
        store_events(warehouse, [order])
        for number in range(first + 1, first + 5):
            store_duplicate(warehouse, order, number, "order_stored", source=repeated, visitor_id=f"v{number}")
    run(warehouse, make_facts([]), RuleSet(), UNTIL)
    marked = {subject for (subject,) in warehouse.query(MARKED).parse_tuples(tuple[str])}
    assert marked == {event_id(first) for first, _, _, is_marked in ORDERS if is_marked}
