"""Of all reports of an order one stands; what the others say of it is counted, and shown where it contradicts."""

from collections.abc import Mapping
from typing import Any

import pytest

from ingest.duplicates.reports import NO_EVENT, ConversionKey
from ingest.folding import fold_conversions
from reports.conversions.standing import Standing, query_standing
from tests.fixtures.event_rows import at, event_id, make_event, store_duplicate, store_events
from warehouse.interface import Warehouse

SALE: Mapping[str, Any] = {"type": "sale", "order_id": "A-1", "amount_minor": 3000, "currency": "EUR"}
PERSON = {"visitor_id": "v1", "customer_id": "c1"}
Report = Mapping[str, Any]


def store_order(warehouse: Warehouse, stands: Report, later: list[Report], repeats: list[Report]) -> Standing:
    """Reports of one order: those that ingest stores, and those that it counts as duplicates."""
    first = make_event(1, at("2026-03-01"), **{**SALE, **PERSON, **stands})
    store_events(warehouse, [first])
    for number, fields in enumerate(later, 2):
        named = {**SALE, "conversion_id": event_id(1), "report_number": number - 1, **fields}
        store_events(warehouse, [make_event(number, at("2026-03-01", minutes=number), **named)])
    if later:
        fold_conversions(warehouse, [ConversionKey(1, "o:A-1", is_test=False)])
    for number, fields in enumerate(repeats, 10):
        said = {name: SALE[name] for name in ("amount_minor", "currency")}
        received = {"received_at": at("2026-03-01", minutes=number)}
        store_duplicate(warehouse, first, number, "order_stored", **{**received, **said, **fields})
    return query_standing(warehouse, 1, [event_id(1)])[event_id(1)]


@pytest.mark.parametrize(
    ("stands", "later", "repeats", "is_contradicted"),
    [
        ({}, [], [], False),
        ({}, [], [{"source": "browser", **PERSON}], False),
        ({}, [], [{"source": "browser"}], False),
        ({}, [], [{"source": "browser", "amount_minor": 1}], True),
        ({}, [], [{"source": "pixel", "currency": "USD"}], True),
        ({}, [], [{"source": "browser", "amount_minor": None, "currency": ""}], False),
        ({}, [], [{"source": "browser", "visitor_id": "v9"}], True),
        ({}, [], [{"source": "browser", "customer_id": "c9"}], True),
        ({}, [], [{"source": "server", "amount_minor": 3500}], True),
        ({"visitor_id": ""}, [], [{"source": "browser", "visitor_id": "v9"}], False),
        # An edited order: each of its amounts was the shop's word, in whatever order they arrive.
        ({"version": 1}, [{"version": 2, "amount_minor": 3500}], [], False),
        ({"version": 1}, [{"version": 2, "amount_minor": 3500}], [{"source": "browser", "amount_minor": 3500}], False),
        ({"version": 1}, [{"version": 2, "amount_minor": 3500}], [{"source": "browser", "amount_minor": 3600}], True),
        ({"version": 2, "amount_minor": 3500}, [], [{"source": "server", "version": 1}], False),
        # A report that fills the visitor says nothing new of the amount.
        ({"visitor_id": ""}, [{"visitor_id": "v1"}], [], False),
        ({"visitor_id": ""}, [{"visitor_id": "v1", "amount_minor": 9}], [], True),
        # What stood before, by lower trust.
        ({"source": "browser", "amount_minor": 1}, [{"source": "server", **PERSON}], [], True),
        ({"source": "browser"}, [{"source": "server", **PERSON}], [], False),
        # A browser has no versions.
        ({"source": "browser"}, [], [{"source": "browser", "version": 2, "amount_minor": 9900}], True),
    ],
)
def test_a_report_contradicts_that_names_other_money_or_another_person(
    warehouse: Warehouse, stands: Report, later: list[Report], repeats: list[Report], is_contradicted: bool
) -> None:
    standing = store_order(warehouse, stands, later, repeats)
    assert standing.is_contradicted is is_contradicted
    assert (standing.others, standing.reports) == (len(later) + len(repeats), 1 + len(later))


def test_the_source_is_that_of_the_report_that_stands(warehouse: Warehouse) -> None:
    standing = store_order(warehouse, {"source": "browser"}, [{"source": "import"}], [{"source": "browser"}])
    assert (standing.source, standing.trust, standing.others) == ("import", 4, 2)


def test_a_report_that_waited_for_the_shop_is_one_of_the_order(warehouse: Warehouse) -> None:
    for key, number in (("o:A-1", 20), ("o:A-2", 21)):
        waiting = make_event(99, at("2026-02-28"), source="browser", **SALE) | {"event_id": NO_EVENT}
        fields = {"conversion_key": key, "amount_minor": 7, "currency": "EUR"}
        store_duplicate(warehouse, waiting, number, "below_sales_from", **fields)
    standing = store_order(warehouse, {}, [], [])
    assert (standing.others, standing.is_contradicted) == (1, True)


def test_a_test_and_another_site_say_nothing(warehouse: Warehouse) -> None:
    test, other = {"is_test": True, "amount_minor": 7}, {"site_id": 2, "amount_minor": 7}
    standing = store_order(warehouse, {}, [], [test, other])
    assert (standing.others, standing.is_contradicted) == (0, False)


def test_what_the_site_does_not_have_is_left_out(warehouse: Warehouse) -> None:
    store_order(warehouse, {}, [], [])
    assert query_standing(warehouse, 2, [event_id(1)]) == {}
    assert query_standing(warehouse, 1, []) == {}
