"""A run covers its months in turns: the newest first, then those that wait."""

from datetime import UTC, date, datetime
from functools import partial

import pytest

from fraud.facts.site_facts import SiteFacts
from fraud.runs.run import continue_run, run, run_turn
from fraud.runs.spans import Written
from fraud.runs.turns import plan_turn
from tests.fixtures.event_rows import make_event, store_events
from tests.fraud.conftest import UNTIL
from tests.fraud.one_rule import ONE_RULE
from warehouse.interface import Warehouse

FACTS = SiteFacts(1, {"alice": "alice"}, {}, frozenset(), {"alice": 1})
JUDGED = (
    "select distinct toStartOfMonth(day) as month from conversion_facts final"
    " where event_id in (select event_id from judged_conversions) order by month"
)
RESULTS = "select subject_id, rule, weight from marks final where is_active = 1 order by subject_id, rule"


def months(*numbers: int) -> list[date]:
    """First days of months of 2025."""
    return [date(2025, number, 1) for number in numbers]


def written(*numbers: int) -> list[Written]:
    """A day of conversions in each of these months."""
    return [("conversion", date(2025, number, 10), 0) for number in numbers]


def test_the_newest_goes_first_then_what_waits_then_the_rest() -> None:
    turn = plan_turn(written(3, 9, 5), months(6, 2), months(2, 3, 5, 6, 9), 3)
    assert turn.months == tuple(months(9, 6, 2))
    assert turn.waiting_months == tuple(months(5, 3))


def test_a_month_that_is_written_again_and_again_does_not_keep_the_others_waiting() -> None:
    waiting = months(8, 7, 6, 5)
    for _ in range(4):
        turn = plan_turn(written(9), waiting, months(5, 6, 7, 8, 9), 2)
        assert turn.months[0] == date(2025, 9, 1)
        waiting = list(turn.waiting_months)
    assert waiting == []


def test_a_month_is_the_baseline_of_the_next_one_if_there_are_conversions() -> None:
    assert plan_turn(written(3), (), months(3, 4), 6).months == tuple(months(4, 3))
    assert plan_turn(written(3), (), months(3), 6).months == tuple(months(3))


def test_clicks_wait_with_their_month() -> None:
    clicks: list[Written] = [("click", date(2025, 3, 5), 7), ("click", date(2025, 4, 6), 8)]
    turn = plan_turn([*clicks, *written(5)], (), months(5), 2)
    assert turn.clicks_by_day == {date(2025, 4, 6): 8}
    assert (turn.waiting_days, turn.waiting_months) == ((date(2025, 3, 5),), tuple(months(3)))
    later = plan_turn([("waiting", date(2025, 3, 5), 7)], turn.waiting_months, months(4, 5), 2)
    assert (later.clicks_by_day, later.months) == ({date(2025, 3, 5): 7}, tuple(months(3)))


def test_without_events_a_turn_is_empty() -> None:
    assert plan_turn([], (), [], 2).months == ()


@pytest.fixture
def half_a_year(warehouse: Warehouse) -> None:
    """A bought click and its sale in each of six months."""
    rows = []
    for month in range(1, 7):
        who = {"visitor_id": f"v{month}", "ref": "alice"}
        sale = {"type": "sale", "order_id": f"o{month}", "amount_minor": 500, "currency": "EUR"}
        for hour, fields in ((8, {}), (9, sale)):
            moment = datetime(2025, month, 7, hour, tzinfo=UTC)
            rows.append(make_event(month * 10 + hour, moment, **who, **fields) | {"click_id_kind": "gclid"})
    store_events(warehouse, [row for row in rows if row["type"] == "click"])
    store_events(warehouse, [row for row in rows if row["type"] == "sale"])


def test_turns_come_to_what_one_run_does(warehouse: Warehouse, half_a_year: None) -> None:
    left = []
    for turn in (partial(run_turn, until=UNTIL), continue_run, continue_run):
        done = turn(warehouse, FACTS, ONE_RULE, months=2)
        left.append(
            (done.waiting_months, [month.month for (month,) in warehouse.query(JUDGED).parse_tuples(tuple[date])])
        )
    assert left == [(4, [5, 6]), (2, [3, 4, 5, 6]), (0, [1, 2, 3, 4, 5, 6])]
    by_turns = warehouse.query(RESULTS).columns
    again = run(warehouse, FACTS, ONE_RULE, UNTIL, everything=True, months=1200)
    assert (again.marks, again.decisions, again.waiting_months) == (0, 0, 0)
    assert warehouse.query(RESULTS).columns == by_turns
    assert len(by_turns[0]) == 6


def test_a_run_goes_on_until_nothing_waits(warehouse: Warehouse, half_a_year: None) -> None:
    done = run(warehouse, FACTS, ONE_RULE, UNTIL, months=2)
    assert (done.run, done.waiting_months, done.conversions, done.decisions) == (3, 0, 6, 6)
