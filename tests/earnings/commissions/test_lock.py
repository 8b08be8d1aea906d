"""When a decision becomes final, and what moves its money before and afterwards."""

from dataclasses import replace

import pytest

from earnings.commissions.decision import Lock
from earnings.commissions.drift import list_drift
from earnings.commissions.plan import plan_run
from tests.earnings.published.player import Json
from tests.earnings.stories import click, day, event, list_lines, make_history, play, refund, review, sale

FIRST_CLICK: Json = {"model": "first_click"}
TWO: dict[str, Json] = {"A": {}, "B": {}}


def test_a_conversion_that_no_fraud_run_has_covered_is_not_locked() -> None:
    player = play([click(1), sale(2)], 3)
    facts = player.make_facts()
    waiting = replace(facts, uncovered=frozenset({"o1"}))
    assert list(plan_run(player.make_stored(), waiting, day(60))) == []
    assert any(isinstance(record, Lock) for record in plan_run(player.make_stored(), facts, day(60)))


def test_locked_money_stays_where_it_is_until_a_fraud_run_has_covered_a_newer_report() -> None:
    player = play([click(1), sale(2, fraud="hold")], 60)
    facts = player.make_facts()
    waiting = replace(facts, uncovered=frozenset({"o1"}))
    assert list(plan_run(player.make_stored(), waiting, day(61))) == []
    assert list_lines(player)["o1", "A", "direct"] == (1000, "held")


def test_a_person_locks_before_it_is_due() -> None:
    player = play([click(1), sale(2), event("approve", 3, order="o1")], 4)
    assert list_lines(player) == {("o1", "A", "direct"): (1000, "approved")}
    assert [lock.at for lock in player.locks] == [day(3)]


def test_a_late_click_moves_an_open_decision_and_not_a_locked_one() -> None:
    events = [click(5, "B"), sale(6), click(1, "A", received=20)]
    assert list_lines(play(events, 21, FIRST_CLICK, TWO)) == {
        ("o1", "B", "direct"): (0, "reversed"),
        ("o1", "A", "direct"): (1000, "pending"),
    }
    late = play([click(5, "B"), sale(6), click(1, "A", received=40)], 41, FIRST_CLICK, TWO)
    assert list_lines(late) == {("o1", "B", "direct"): (1000, "approved")}
    (drift,) = list_drift(make_history(late))
    assert [share.partner for share in drift.today.shares] == ["A"]


def test_new_terms_leave_earlier_sales_alone() -> None:
    change = event("rules", 3, valid_from=day(4).isoformat(), change={"rewards": [{"id": "sale", "percent": "50"}]})
    lines = list_lines(play([click(1), sale(2), change, sale(5, "o2"), refund(6, 5000)], 7))
    assert lines == {("o1", "A", "direct"): (500, "pending"), ("o2", "A", "direct"): (5000, "pending")}


@pytest.mark.parametrize(("refunded_on", "left"), [(61.9, 500), (62, 1000)])
def test_refunds_after_the_clawback_take_nothing_from_a_locked_line(refunded_on: float, left: int) -> None:
    events = [click(1), sale(2), refund(refunded_on, 5000)]
    assert list_lines(play(events, 70, {"clawback_days": 60}))["o1", "A", "direct"] == (left, "approved")


def test_refunds_after_the_clawback_lower_an_open_line() -> None:
    events = [click(1), sale(2), refund(12, 5000)]
    assert list_lines(play(events, 13, {"clawback_days": 7}))["o1", "A", "direct"] == (500, "pending")


def test_a_lost_dispute_is_a_refund_and_a_won_one_is_none() -> None:
    opened = event("dispute", 40, order="o1", state="opened")
    held = play([click(1), sale(2), opened], 41)
    assert list_lines(held)["o1", "A", "direct"] == (1000, "held")
    lost = event("dispute", 50, order="o1", state="lost", amount=4000)
    assert list_lines(play([click(1), sale(2), opened, lost], 51))["o1", "A", "direct"] == (600, "approved")
    won = event("dispute", 50, order="o1", state="won")
    assert list_lines(play([click(1), sale(2), opened, won], 51))["o1", "A", "direct"] == (1000, "approved")


def test_a_rejection_undone_after_the_lock_is_given_back() -> None:
    events = [click(1), sale(2), review(40, "reject")]
    assert list_lines(play(events, 41))["o1", "A", "direct"] == (0, "reversed")
    assert list_lines(play([*events, review(42, "undo")], 43))["o1", "A", "direct"] == (1000, "approved")
