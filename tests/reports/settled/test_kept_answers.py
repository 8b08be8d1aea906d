"""An answer over settled paths is given again until anything changes that it is made from."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from registry.code_lookup import CodeLookup
from reports.attribution.credit import Credits
from reports.attribution.report import report_credits
from reports.paths.kept_answers import AnswerStore, Scope
from reports.paths.question import CreditQuestion
from reports.settled.reading import find_settled
from reports.settled.recent import RecentFindings
from reports.settled.turn_log import Turn, query_last_turn, record_turn
from reports.settled.turns import settle_turn
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.reports.attribution.questions import browser_click, click, sale
from tests.reports.attribution.test_attribution_reference import CODES
from tests.reports.settled.shops import WINDOW_MS, compute, settle
from tests.reports.settled.test_changes import MARCH, RecordingWarehouse
from warehouse.interface import Rows, Warehouse


@pytest.fixture
def shop(warehouse: Warehouse) -> Warehouse:
    """A sale that a server confirms and one that a browser alone reports, both settled."""
    store_events(warehouse, [click(1, "2026-03-02", "alice"), browser_click(2, "2026-03-02", "alice", visitor_id="w")])
    store_events(warehouse, [sale(3, "2026-03-10"), sale(4, "2026-03-10", visitor_id="w", source="browser")])
    settle(warehouse, 1)
    return warehouse


def read(
    warehouse: Warehouse, recent: RecentFindings, question: CreditQuestion = MARCH, codes: CodeLookup = CODES
) -> Credits:
    """As a call of the API does, the same as computed."""
    found = report_credits(warehouse, codes, find_settled(warehouse, question, recent))
    assert found == report_credits(warehouse, codes, compute(question))
    return found


def count_read(warehouse: Warehouse, recent: RecentFindings, question: CreditQuestion = MARCH) -> int:
    """How many statements over paths one more call needs."""
    recording = RecordingWarehouse(warehouse, lambda: None, [])
    report_credits(recording, CODES, find_settled(recording, question, recent))
    return sum("known_refs" in each for each in recording.asked)


def test_the_same_question_is_asked_once(shop: Warehouse) -> None:
    recent = RecentFindings()
    first = read(shop, recent)
    assert count_read(shop, recent) == 0
    assert read(shop, recent) == first


@pytest.mark.parametrize(
    "other",
    [
        replace(MARCH, by="partner"),
        replace(MARCH, models=("first_click",)),
        replace(MARCH, own_refs=("alice",)),
        replace(MARCH, types=("lead",)),
        replace(MARCH, to_ms=MARCH.to_ms - 1),
        replace(MARCH, rules=MARCH.rules.within(1000)),
        replace(MARCH, site_id=2),
    ],
    ids=["dimension", "model", "partner", "type", "period", "rules", "site"],
)
def test_another_question_has_its_own_answer(shop: Warehouse, other: CreditQuestion) -> None:
    settle(shop, 2)
    recent = RecentFindings()
    read(shop, recent)
    assert count_read(shop, recent, other) == 1
    read(shop, recent, other)


def refund(shop: Warehouse) -> None:
    """Of a part of the first sale."""
    store_events(
        shop, [make_event(9, at("2026-03-12"), type="refund", order_id="o3", amount_minor=400, currency="EUR")]
    )


def approve(shop: Warehouse) -> None:
    """Somebody decides that the sale that is not confirmed is paid."""
    decided = {"site_id": 1, "subject_kind": "conversion", "subject_id": event_id(4), "decision": "pay"}
    row = {**decided, "decided_by": "olga", "decided_at": at("2026-03-11")}
    shop.insert("decisions", {name: [value] for name, value in row.items()})


def click_late(shop: Warehouse) -> None:
    """And it is settled."""
    store_events(shop, [click(9, "2026-03-09", "bob")])
    settle(shop, 1)


def sell(shop: Warehouse) -> None:
    """And it is not settled yet."""
    store_events(shop, [sale(9, "2026-03-11")])


def rebuild(shop: Warehouse) -> None:
    """From the beginning, while a click is there that nobody saw arrive."""
    store_events(shop, [click(9, "2026-03-09", "bob")])
    shop.execute("truncate table arrivals")
    settle_turn(shop, 1, WINDOW_MS, start_over=True)
    settle(shop, 1)


CHANGES: Mapping[str, Callable[[Warehouse], None]] = {
    "a refund": refund,
    "an approval": approve,
    "a late click": click_late,
    "a sale": sell,
    "rebuilt paths": rebuild,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_changes_an_answer_is_seen_at_once(shop: Warehouse, change: Callable[[Warehouse], None]) -> None:
    recent = RecentFindings()
    before = read(shop, recent)
    change(shop)
    assert read(shop, recent) != before


def count_journeys(warehouse: Warehouse, recent: RecentFindings) -> int:
    """How many statements over all clicks one more call of Markov needs."""
    question, recording = replace(MARCH, models=("markov",)), RecordingWarehouse(warehouse, lambda: None, [])
    found = report_credits(recording, CODES, find_settled(recording, question, recent))
    assert found == report_credits(warehouse, CODES, compute(question))
    return sum("lost_clicks" in each for each in recording.asked)


def let_a_minute_pass(warehouse: Warehouse) -> None:
    """Everything arrived a minute earlier than it did."""
    rows = warehouse.query("select * replace (stored_at - toIntervalMinute(1) as stored_at) from arrivals")
    arrivals = dict(zip(rows.names, rows.columns, strict=True))
    warehouse.execute("truncate table arrivals")
    warehouse.insert("arrivals", arrivals)


def test_lost_journeys_are_read_again_when_anything_arrives(shop: Warehouse) -> None:
    """An INSERT may show rows of clicks after its arrivals, so nothing is kept before all of them are over."""
    store_events(shop, [click(8, "2026-03-09", "bob", visitor_id="lost")])
    settle(shop, 1)
    recent = RecentFindings()
    assert [count_journeys(shop, recent) for _ in range(2)] == [1, 1]
    let_a_minute_pass(shop)
    settle(shop, 1)
    assert [count_journeys(shop, recent) for _ in range(2)] == [1, 0]
    store_events(shop, [click(9, "2026-03-09", "bob", visitor_id="nobody")])
    assert count_journeys(shop, recent) == 1


def test_other_owners_of_codes_change_it(shop: Warehouse) -> None:
    recent, by_partner = RecentFindings(), replace(MARCH, by="partner")
    before = read(shop, recent, by_partner)
    others = replace(CODES, ref_partners=["somebody"] * len(CODES.refs))
    assert read(shop, recent, by_partner, others) != before


def test_while_something_has_just_arrived_nothing_is_kept(shop: Warehouse) -> None:
    recent = RecentFindings()
    sell(shop)
    read(shop, recent)
    assert count_read(shop, recent) == 1


def test_turns_without_anything_to_settle_change_nothing(shop: Warehouse) -> None:
    """Of the turns of a site only the newest one stays."""
    recent = RecentFindings()
    for number in (10, 20):
        store_events(shop, [click(number, "2026-03-09", "bob", visitor_id=f"nobody{number}")])
        settle(shop, 1)
        shop.execute("optimize table settler_turns final")
        read(shop, recent)
        assert count_read(shop, recent) == 0
        store_events(shop, [sale(number + 1, "2026-03-10")])
        settle(shop, 1)
        assert count_read(shop, recent) == 1
        read(shop, recent)


def test_after_a_turn_that_does_not_say_whether_it_wrote_nothing_is_kept(shop: Warehouse) -> None:
    """Of a worker that has not been upgraded yet."""
    last = query_last_turn(shop, 1)
    turn = Turn(last.turn + 1, last.generation, WINDOW_MS, last.watermark_ms, (), 0, 1, 0, last.arrivals, 0)
    record_turn(shop, 1, turn)
    recent = RecentFindings()
    assert [count_read(shop, recent) for _ in range(2)] == [1, 1]


def test_where_none_may_be_kept_all_are_asked_again(shop: Warehouse) -> None:
    recent = RecentFindings(answers=None)
    assert [count_read(shop, recent) for _ in range(2)] == [1, 1]


SCOPE: Scope = (1, "paths")


def make_answer(rows: int) -> Rows:
    """Of ten bytes a row as JSON, and four more."""
    return Rows(("n",), ([1_000_000_000 - number for number in range(1, rows + 1)],))


def test_the_oldest_answers_make_room() -> None:
    store = AnswerStore(most_bytes=45)
    for key in (b"a", b"b", b"c"):
        store.keep(SCOPE, (), key, make_answer(1))
    assert store.find(SCOPE, (), b"a")
    store.keep(SCOPE, (), b"d", make_answer(2))
    assert [key for key in (b"a", b"b", b"c", b"d") if store.find(SCOPE, (), key)] == [b"a", b"d"]


@pytest.mark.parametrize("rows", [0, 5])
def test_an_answer_of_no_rows_or_too_many_is_not_kept(rows: int) -> None:
    store = AnswerStore(most_bytes=45)
    store.keep(SCOPE, (), b"a", make_answer(rows))
    assert store.find(SCOPE, (), b"a") is None


def test_answers_of_another_state_are_forgotten() -> None:
    store, other = AnswerStore(most_bytes=45), (("decisions", (1, 1)),)
    for scope in (SCOPE, (2, "paths")):
        store.keep(scope, (), b"a", make_answer(1))
    store.keep(SCOPE, other, b"b", make_answer(1))
    store.keep(SCOPE, other, b"c", make_answer(1))
    assert store.find(SCOPE, (), b"a") is None
    assert store.find(SCOPE, other, b"b")
    assert store.find((2, "paths"), (), b"a")
