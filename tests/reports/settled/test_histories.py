"""Long and odd histories: what is settled stays what is computed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from events.moments import DAY_MS, to_milliseconds
from reports.program_rules import ProgramRules, Rules
from reports.settled.turn_log import Turn, query_last_turn, record_turn
from reports.settled.turns import settle_turn
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.reports.attribution.questions import browser_click, click, identify, sale
from tests.reports.settled.shops import WINDOW_MS, count_unsettled, settle
from tests.reports.settled.test_changes import MARCH, ask
from warehouse.interface import Warehouse
from warehouse.upkeep.derived.verification import make_plan, verify_and_repair
from warehouse.upkeep.retention import set_retention

HOUR_MS = 3_600_000
KEEPING = Rules((ProgramRules(1, "Default", 1, "linear", 30 * DAY_MS, promo_first=False, keeps_months=12),))


def settle_and_ask(warehouse: Warehouse) -> dict[str, float]:
    """The same before it is settled, and afterwards."""
    before = ask(warehouse)
    settle(warehouse, 1)
    assert ask(warehouse) == before
    return before


def test_an_old_click_of_a_browser_that_changed_hands(warehouse: Warehouse) -> None:
    """The newest click of the ref that the sale names is another person's; an older one is the buyer's own."""
    store_events(warehouse, [identify(1, "2025-11-01", "v", "anna"), identify(2, "2025-11-20", "v", "bea")])
    store_events(warehouse, [click(3, "2025-11-10", "alice"), click(4, "2025-11-25", "alice")])
    store_events(warehouse, [sale(5, "2026-03-10", visitor_id="", customer_id="anna", ref="alice")])
    assert settle_and_ask(warehouse) == {"unattributed": 1.0}


def test_a_late_name_joins_a_browser_with_an_old_click(warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2024-11-10", "alice", visitor_id="w"), identify(2, "2026-03-01", "v", "anna")])
    store_events(warehouse, [sale(3, "2026-03-10", ref="alice")])
    settle(warehouse, 1)
    assert ask(warehouse) == {"alice": 1.0}
    store_events(warehouse, [identify(4, "2026-03-09", "w", "anna")])
    assert settle_and_ask(warehouse) == {"unattributed": 1.0}


def test_a_customer_who_keeps_his_partner(warehouse: Warehouse) -> None:
    mine = {"visitor_id": "", "customer_id": "anna"}
    store_events(warehouse, [click(1, "2026-02-02", "alice", **mine), sale(2, "2026-02-10", **mine)])
    store_events(warehouse, [click(3, "2026-03-02", "bob", **mine), sale(4, "2026-03-10", **mine)])
    settle(warehouse, 1)
    kept = replace(MARCH, rules=KEEPING)
    assert ask(warehouse, kept) == {"alice": 1.0}
    store_events(warehouse, [click(5, "2026-02-03", "carol", **mine)])
    for _ in range(2):
        assert ask(warehouse, kept) == {"carol": 1.0}
        settle(warehouse, 1)


def test_clicks_of_one_millisecond(warehouse: Warehouse) -> None:
    store_events(warehouse, [click(n, "2026-03-02", ref) for n, ref in enumerate(("bob", "alice", "carol", "bob"), 1)])
    store_events(warehouse, [sale(9, "2026-03-02")])
    assert settle_and_ask(warehouse) == {"bob": 1.0}


def test_an_approval_gives_a_crowded_sale_its_clicks(warehouse: Warehouse) -> None:
    clicks = [browser_click(n, f"2026-03-02T00:{n // 60:02}:{n % 60:02}", f"r{n}") for n in range(120)]
    sales = [sale(1000 + n, f"2026-03-10T00:{n // 60:02}:{n % 60:02}", source="browser") for n in range(300)]
    store_events(warehouse, [*clicks, *sales])
    settle(warehouse, 1)
    before = ask(warehouse)
    decided = {"site_id": 1, "subject_kind": "conversion", "subject_id": event_id(1299), "decision": "pay"}
    row = {**decided, "decided_by": "olga", "decided_at": at("2026-03-11")}
    warehouse.insert("decisions", {name: [value] for name, value in row.items()})
    assert settle_and_ask(warehouse) == before


def test_conversions_of_more_months_than_one_insert_takes_by_default(warehouse: Warehouse) -> None:
    settle(warehouse, 1)
    times = [f"{2015 + n // 12}-{n % 12 + 1:02}-05" for n in range(110)]
    store_events(warehouse, [sale(n, time) for n, time in enumerate(times, 1)])
    settle(warehouse, 1)
    whole = replace(MARCH, from_ms=0)
    assert count_unsettled(warehouse, whole) == 0
    assert ask(warehouse, whole) == {"unattributed": 110.0}


def test_a_clock_that_is_set_back(warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-02", "alice"), sale(2, "2026-03-10")])
    settle(warehouse, 1)
    last = query_last_turn(warehouse, 1)
    ahead_ms = last.turn + HOUR_MS
    record_turn(warehouse, 1, Turn(ahead_ms, last.generation, WINDOW_MS, ahead_ms, (), 0, 0, 0, 0, last.turn))
    store_events(warehouse, [click(3, "2026-03-09", "bob")])
    assert count_unsettled(warehouse, MARCH) is None
    assert settle_and_ask(warehouse) == {"bob": 1.0}
    assert count_unsettled(warehouse, MARCH) == 0


@pytest.fixture
def keeping_events(warehouse: Warehouse) -> Iterator[Warehouse]:
    """A warehouse that keeps events forever, again after the test."""
    yield warehouse
    set_retention(warehouse, 0)


def test_an_old_click_of_the_named_ref_that_has_expired(keeping_events: Warehouse) -> None:
    today = datetime.now(UTC)
    known, paid = {"visitor_id": "v", "ref": "alice"}, {"type": "sale", "order_id": "o", "amount_minor": 5}
    store_events(keeping_events, [make_event(1, today - timedelta(days=300), **known)])
    store_events(keeping_events, [make_event(2, today - timedelta(days=1), **known, **paid)])
    question = replace(MARCH, from_ms=to_milliseconds(today - timedelta(days=2)), to_ms=to_milliseconds(today))
    settle(keeping_events, 1)
    assert ask(keeping_events, question) == {"unattributed": 1.0}
    set_retention(keeping_events, 100)
    # As the engine does some time later.
    keeping_events.execute("alter table events delete where type = 'click' settings mutations_sync = 2")
    assert count_unsettled(keeping_events, question) == 0
    assert ask(keeping_events, question) == {"alice": 1.0}


def test_what_is_crowded_already_is_not_settled_again(warehouse: Warehouse) -> None:
    clicks = [click(n, f"2026-03-02T00:{n // 60:02}:{n % 60:02}", f"r{n % 7}") for n in range(300)]
    store_events(warehouse, [*clicks, *(sale(1000 + n, f"2026-03-10T00:01:{n % 60:02}") for n in range(80))])
    settle(warehouse, 1)
    store_events(warehouse, [click(2000, "2026-03-09", "bob")])
    assert count_unsettled(warehouse, MARCH) == 80
    turn = settle_turn(warehouse, 1, WINDOW_MS, overlap_ms=0)
    assert turn
    assert (turn.conversions, turn.crowded) == (0, 80)
    store_events(warehouse, [sale(3000, "2026-03-11"), make_event(3001, at("2026-03-11"), visitor_id="w")])
    assert settle_and_ask(warehouse)["bob"] > 0


def test_a_repair_that_is_killed_leaves_no_path_of_what_was_wrong(warehouse: Warehouse) -> None:
    store_events(warehouse, [identify(1, "2026-03-01", "v", "anna"), click(2, "2026-03-02", "alice")])
    store_events(warehouse, [sale(3, "2026-03-10", visitor_id="", customer_id="anna")])
    warehouse.execute("truncate table visitor_identities")
    settle(warehouse, 1, start_over=True)
    assert ask(warehouse) == {"unattributed": 1.0}
    steps = verify_and_repair(warehouse, make_plan(warehouse, 1), lambda: None)
    while next(steps).table != "visitor_identities":
        pass
    assert settle_and_ask(warehouse) == {"alice": 1.0}
