"""A report that comes to stand lets the next run evaluate its conversion again, under the id of the first report."""

from datetime import date

from fraud.facts.site_facts import SiteFacts
from fraud.runs.run import run
from ingest.duplicates.reports import ConversionKey
from ingest.folding import fold_conversions
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.fraud.conftest import UNTIL
from tests.fraud.one_rule import ONE_RULE
from warehouse.interface import Warehouse

FACTS = SiteFacts(1, {"alice": "alice"}, {}, frozenset(), {"alice": 1})
SALE = {"type": "sale", "order_id": "A-1", "currency": "EUR", "ref": "alice"}


def test_a_later_report_is_evaluated_in_place_of_the_first(warehouse: Warehouse) -> None:
    store_events(
        warehouse,
        [make_event(1, at("2026-03-31T23:59"), source="browser", visitor_id="v1", amount_minor=900, **SALE)],
    )
    assert run(warehouse, FACTS, ONE_RULE, UNTIL).conversions == 1
    assert _query_facts(warehouse) == [(event_id(1), date(2026, 3, 31), "v1", 900)]
    _store_later(warehouse, 2, amount_minor=1000, customer_id="c1")
    assert run(warehouse, FACTS, ONE_RULE, UNTIL).conversions == 1
    assert _query_facts(warehouse) == [(event_id(1), date(2026, 4, 1), "", 1000)]
    _store_later(warehouse, 3, amount_minor=1100, version=1)
    run(warehouse, FACTS, ONE_RULE, UNTIL)
    assert _query_facts(warehouse) == [(event_id(1), date(2026, 4, 1), "", 1100)]
    again = run(warehouse, FACTS, ONE_RULE, UNTIL, everything=True)
    assert (again.marks, again.decisions) == (0, 0)


def _store_later(warehouse: Warehouse, number: int, **fields: object) -> None:
    named = {"conversion_id": event_id(1), "report_number": number - 1, **SALE, **fields}
    store_events(warehouse, [make_event(number, at("2026-04-01", minutes=number), **named)])
    fold_conversions(warehouse, [ConversionKey(1, "o:A-1", is_test=False)])


def _query_facts(warehouse: Warehouse) -> list[tuple[str, date, str, int]]:
    rows = warehouse.query(
        "select toString(event_id), day, visitor_id, ifNull(amount_minor, 0) from conversion_facts final"
        " where type != '' order by event_id, day"
    )
    return rows.parse_tuples(tuple[str, date, str, int])
