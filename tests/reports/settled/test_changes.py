"""What changes a path that is settled already: each kind of change by itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from events.moments import DAY_MS, to_milliseconds
from ingest.duplicates.reports import ConversionKey
from ingest.folding import fold_conversions
from reports.attribution.report import report_credits
from reports.paths.question import CreditQuestion
from reports.settled.reading import find_settled
from reports.settled.turns import settle_turn
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.reports.attribution.questions import browser_click, click, identify, sale
from tests.reports.attribution.test_attribution_reference import CODES, RULES
from tests.reports.settled.shops import WINDOW_MS, compute, count_unsettled, settle
from warehouse.fence import FencedWarehouse
from warehouse.interface import Parameters, Rows, Warehouse
from warehouse.upkeep.erasure import Person, erase_person, find_mentions
from warehouse.upkeep.undo.removal import Batch, forget_import, remove_import

MARCH = CreditQuestion(
    1,
    to_milliseconds(at("2026-03-01")),
    to_milliseconds(at("2026-04-01")),
    RULES,
    by="ref",
    models=("linear", "last_click"),
)
APRIL = replace(MARCH, from_ms=MARCH.to_ms, to_ms=to_milliseconds(at("2026-05-01")))


@dataclass(frozen=True, slots=True)
class RecordingWarehouse(FencedWarehouse):
    """Keeps the statements that are queried."""

    asked: list[str]

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """See ``Warehouse``."""
        self.asked.append(statement)
        return self.warehouse.query(statement, parameters)


def ask(warehouse: Warehouse, question: CreditQuestion = MARCH) -> dict[str, float]:
    """Conversions of each key by the last click, the same settled and computed."""
    settled, computed = (report_credits(warehouse, CODES, each) for each in (question, compute(question)))
    assert settled == computed
    return {key: credit.conversions for key, credit in settled["last_click"].items()}


CHANGES: Mapping[str, Iterable[Mapping[str, Any]]] = {
    "a late click": [click(50, "2026-03-09", "bob")],
    "a click of the same customer elsewhere": [
        click(50, "2026-03-09", "bob", visitor_id="w"), identify(51, "2026-03-08", "w", "anna"),
    ],
    "a server's click that names the customer alone": [
        click(50, "2026-03-09", "bob", visitor_id="", customer_id="anna"),
    ],
    "a pageview that names the customer on another browser": [
        click(50, "2026-03-09", "bob", visitor_id="w"),
        make_event(51, at("2026-03-08"), type="pageview", visitor_id="w", customer_id="anna"),
    ],
    "an address that links two customers": [
        click(50, "2026-03-09", "bob", visitor_id="", customer_id="bea"),
        identify(51, "2026-03-08", "", "bea", email_hash="e"), identify(52, "2026-03-08", "", "anna", email_hash="e"),
    ],
    "an address of the customer's address": [
        click(50, "2026-03-09", "bob", visitor_id="", email_hash="f"),
        identify(51, "2026-03-08", "", "anna", email_hash="f"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("events", CHANGES.values(), ids=CHANGES.keys())
def test_what_arrives_counts_at_once_and_is_settled(warehouse: Warehouse, events: list[dict[str, Any]]) -> None:
    store_events(warehouse, [_fill(click(1, "2026-03-02", "alice")), _fill(sale(2, "2026-03-10", customer_id="anna"))])
    settle(warehouse, 1)
    assert ask(warehouse) == {"alice": 1.0}
    store_events(warehouse, map(_fill, events))
    assert count_unsettled(warehouse, MARCH) == 1
    assert ask(warehouse) == {"bob": 1.0}
    settle(warehouse, 1)
    assert count_unsettled(warehouse, MARCH) == 0
    assert ask(warehouse) == {"bob": 1.0}


def _fill(event: Mapping[str, Any]) -> dict[str, Any]:
    """Of one form with all others."""
    return {"email_hash": "", **event}


def test_a_browser_that_changes_hands_takes_its_clicks_along(warehouse: Warehouse) -> None:
    store_events(warehouse, [identify(1, "2026-03-01", "v", "anna"), click(2, "2026-03-05", "alice")])
    store_events(warehouse, [sale(3, "2026-03-10", visitor_id="", customer_id="anna")])
    settle(warehouse, 1)
    assert ask(warehouse) == {"alice": 1.0}
    store_events(warehouse, [identify(4, "2026-03-04", "v", "bea")])
    assert ask(warehouse) == {"unattributed": 1.0}
    settle(warehouse, 1)
    assert ask(warehouse) == {"unattributed": 1.0}


def test_a_more_trusted_report_moves_a_sale_to_another_month_and_person(warehouse: Warehouse) -> None:
    store_events(warehouse, [browser_click(1, "2026-03-02"), click(2, "2026-03-03", "outsider", visitor_id="w")])
    first = sale(3, "2026-03-10", order_id="o1", source="browser", conversion_key="o:o1", conversion_id=event_id(3))
    store_events(warehouse, [first | {"report_number": 0}])
    settle(warehouse, 1)
    assert (ask(warehouse), ask(warehouse, APRIL)) == ({"alice": 1.0}, {})
    second = {"visitor_id": "w", "order_id": "o1", "conversion_key": "o:o1", "conversion_id": event_id(3)}
    store_events(warehouse, [sale(4, "2026-04-01", **second) | {"report_number": 1}])
    fold_conversions(warehouse, [ConversionKey(1, "o:o1", is_test=False)])
    for _ in range(2):
        assert (ask(warehouse), ask(warehouse, APRIL)) == ({}, {"outsider": 1.0})
        settle(warehouse, 1)


def test_a_refund_counts_without_being_settled(warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-02", "alice"), sale(2, "2026-03-10")])
    settle(warehouse, 1)
    store_events(
        warehouse, [make_event(3, at("2026-03-12"), type="refund", order_id="o2", amount_minor=400, currency="EUR")]
    )
    ask(warehouse)
    assert report_credits(warehouse, CODES, MARCH)["linear"]["alice"].revenue_minor == {"EUR": 600}


def test_where_nothing_arrived_no_event_is_read(warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-02", "alice"), sale(2, "2026-03-10")])
    settle(warehouse, 1)
    recording = RecordingWarehouse(warehouse, lambda: None, [])
    report_credits(recording, CODES, MARCH)
    assert len(recording.asked) == 3
    assert not any("from events" in each for each in recording.asked)


def test_what_arrived_at_other_times_plans_nothing_more(warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-02", "alice"), sale(2, "2026-03-10")])
    settle(warehouse, 1)
    store_events(warehouse, [sale(3, "2026-04-10", visitor_id="w")])
    assert count_unsettled(warehouse, MARCH) == 1
    recording = RecordingWarehouse(warehouse, lambda: None, [])
    report_credits(recording, CODES, MARCH)
    assert not any("from events" in each for each in recording.asked)
    assert ask(warehouse, APRIL) == {"unattributed": 1.0}


def test_one_conversion_that_is_computed_reads_nothing_settled(warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-02", "alice"), sale(2, "2026-03-10")])
    settle(warehouse, 1)
    store_events(warehouse, [click(3, "2026-03-09", "bob")])
    recording = RecordingWarehouse(warehouse, lambda: None, [])
    named = replace(MARCH, conversion_ids=(event_id(2),))
    assert list(report_credits(recording, CODES, named)["last_click"]) == ["bob"]
    assert sum("known_refs" in each for each in recording.asked) == 1


def test_paths_that_are_rebuilt_while_they_are_read_are_computed(warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-02", "alice"), sale(2, "2026-03-10")])
    settle(warehouse, 1)
    read = find_settled(warehouse, MARCH)
    settle_turn(warehouse, 1, WINDOW_MS, start_over=True)
    settle_turn(warehouse, 1, WINDOW_MS)
    assert report_credits(warehouse, CODES, read) == report_credits(warehouse, CODES, compute(MARCH))


def test_a_longer_window_than_the_settled_is_computed(warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2025-01-02", "alice"), sale(2, "2026-03-10")])
    settle(warehouse, 1)
    longer = replace(MARCH, rules=RULES.within(500 * DAY_MS))
    assert find_settled(warehouse, longer).settled is None
    assert ask(warehouse, longer) == {"alice": 1.0}


def test_another_longest_window_settles_everything_again(warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-02", "alice"), sale(2, "2026-03-10")])
    settle(warehouse, 1)
    turn = settle_turn(warehouse, 1, WINDOW_MS // 2)
    assert turn
    assert len(turn.waiting_months) == 1
    assert count_unsettled(warehouse, MARCH) is None
    assert ask(warehouse) == {"alice": 1.0}


def test_an_erased_person_is_in_no_path(warehouse: Warehouse) -> None:
    mine = {"visitor_id": "visitor-of-anna-1", "sub_id": "anna.miller@shop.example"}
    store_events(
        warehouse, [click(1, "2026-03-02", "alice", **mine), identify(2, "2026-03-03", mine["visitor_id"], "bea")]
    )
    store_events(warehouse, [sale(3, "2026-03-10", visitor_id="", customer_id="bea")])
    settle(warehouse, 1)
    anna = Person(1, frozenset({mine["visitor_id"]}), frozenset(), "", frozenset({mine["sub_id"]}))
    assert find_mentions(warehouse, anna)["settled_paths"] == 1
    erase_person(warehouse, anna)
    assert find_mentions(warehouse, anna) == {}
    for _ in range(2):
        assert ask(warehouse) == {"unattributed": 1.0}
        settle(warehouse, 1)
    assert find_mentions(warehouse, anna) == {}


def test_an_import_that_is_taken_back_leaves_the_paths(warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-02", "alice"), sale(2, "2026-03-10")])
    batch = Batch(1, "imp_wrong")
    wrong = [click(3, "2026-03-04", "bob"), sale(4, "2026-03-09")]
    store_events(warehouse, [{**event, "source": "import", "import_id": batch.import_id} for event in wrong])
    settle(warehouse, 1)
    assert ask(warehouse) == {"bob": 2.0}
    remove_import(warehouse, batch)
    forget_import(warehouse, batch)
    for _ in range(2):
        assert ask(warehouse) == {"alice": 1.0}
        settle(warehouse, 1)


def test_paths_of_crowded_people_are_computed(warehouse: Warehouse) -> None:
    clicks = [click(n, f"2026-03-02T00:{n // 60:02}:{n % 60:02}", f"r{n % 7}") for n in range(300)]
    sales = [sale(1000 + n, f"2026-03-10T00:00:{n:02}") for n in range(60)]
    other = [click(2000, "2026-03-02", "alice", visitor_id="w"), sale(2001, "2026-03-10", visitor_id="w")]
    store_events(warehouse, [*clicks, *sales, *other])
    settle(warehouse, 1)
    assert count_unsettled(warehouse, MARCH) == 0
    ask(warehouse)
    store_events(warehouse, [sale(3000 + n, f"2026-03-11T00:00:{n:02}") for n in range(20)])
    ask(warehouse)
    settle(warehouse, 1)
    assert count_unsettled(warehouse, MARCH) == 80
    ask(warehouse)
    ask(warehouse, replace(MARCH, to_ms=to_milliseconds(at("2026-03-11"))))
