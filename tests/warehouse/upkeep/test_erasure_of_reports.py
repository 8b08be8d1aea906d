"""Of an order that several people are named in, one of them is erased: the others' reports say what is left of it."""

from ingest.duplicates.reports import ConversionKey
from ingest.folding import fold_conversions
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from warehouse.interface import Warehouse
from warehouse.upkeep.derived.tables import ERASED_BATCH
from warehouse.upkeep.derived.verification import make_plan, verify_only
from warehouse.upkeep.erasure import erase_person, find_mentions, find_person

ANNA, BERT = "visitor-of-anna-1", "customer-bert-1"


def store_reports(warehouse: Warehouse) -> None:
    """An order that Anna's browser reports first and a server for Bert, refunded; a lead of Anna."""
    order = {"type": "sale", "order_id": "A-1", "currency": "EUR"}
    browser = make_event(1, at("2026-03-01T10:00"), source="browser", visitor_id=ANNA, amount_minor=900, **order)
    server = make_event(
        2,
        at("2026-03-01T10:05"),
        customer_id=BERT,
        amount_minor=1000,
        conversion_id=event_id(1),
        report_number=1,
        **order,
    )
    lead = make_event(4, at("2026-03-01T09:00"), type="lead", visitor_id=ANNA, conversion_key=f"v:{ANNA}\n")
    refund = make_event(3, at("2026-03-02"), type="refund", order_id="A-1", amount_minor=100, currency="EUR")
    for event in (browser, server, lead, refund):
        store_events(warehouse, [event])
    fold_conversions(warehouse, [ConversionKey(1, "o:A-1", is_test=False)])
    warehouse.insert("decisions", {"site_id": [1], "subject_kind": ["conversion"], "subject_id": [event_id(1)]})


def query_standing(warehouse: Warehouse) -> list[tuple[str, str, str, int, int]]:
    rows = warehouse.query(
        "select toString(event_id), visitor_id, customer_id, ifNull(amount_minor, 0), reports"
        " from standing_conversions final order by event_id"
    )
    return rows.parse_tuples(tuple[str, str, str, int, int])


def test_the_conversion_stands_as_the_other_report_says(warehouse: Warehouse) -> None:
    store_reports(warehouse)
    assert query_standing(warehouse) == [(event_id(1), "", BERT, 1000, 2), (event_id(4), ANNA, "", 0, 1)]
    anna = find_person(warehouse, 1, visitor_id=ANNA)
    removed = erase_person(warehouse, anna)
    assert query_standing(warehouse) == [(event_id(1), "", BERT, 1000, 1)]
    assert (removed["order_returns"], removed["decisions"]) == (0, 0)
    assert find_mentions(warehouse, anna) == {}
    assert _list_damaged(warehouse) == []


def test_nothing_is_left_when_all_of_its_people_are_erased_but_the_order(warehouse: Warehouse) -> None:
    store_reports(warehouse)
    erase_person(warehouse, find_person(warehouse, 1, visitor_id=ANNA))
    bert = find_person(warehouse, 1, customer_id=BERT)
    removed = erase_person(warehouse, bert)
    assert query_standing(warehouse) == []
    assert (removed["order_returns"], removed["decisions"]) == (1, 1)
    assert find_mentions(warehouse, bert) == {}
    left = warehouse.query("select distinct conversion_key, batch from conversion_reports")
    assert left.parse_tuples(tuple[str, int]) == [("o:A-1", ERASED_BATCH)]
    assert _list_damaged(warehouse) == []


def test_an_erasure_that_was_killed_before_the_fold_is_finished_by_the_next(warehouse: Warehouse) -> None:
    store_reports(warehouse)
    warehouse.execute("alter table standing_conversions delete where true settings mutations_sync = 2")
    erase_person(warehouse, find_person(warehouse, 1, visitor_id=ANNA))
    assert query_standing(warehouse) == [(event_id(1), "", BERT, 1000, 1)]


def _list_damaged(warehouse: Warehouse) -> list[str]:
    return [each.table for each in verify_only(warehouse, make_plan(warehouse)) if each.damaged]
