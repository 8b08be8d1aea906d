"""A customer belongs to his partners for a time."""

from typing import Any

import pytest

from earnings.commissions.decision import Reason
from tests.earnings.published.player import Json
from tests.earnings.stories import click, event, list_lines, make_history, play, review, sale

TWO: dict[str, Json] = {"A": {}, "B": {}}


def bind(**recurring: Any) -> Json:
    return {"recurring": {"limit_months": 12, **recurring}}


def find_earners(
    events: list[Json], rules: Json, until: float = 400, partners: dict[str, Json] = TWO
) -> dict[str, list[str]]:
    history = make_history(play(events, until, rules, partners))
    return {
        order: [share.partner for share in decision.list_earning()] or [str(decision.reason)]
        for order, decision in history.decisions.items()
    }


def test_a_trial_binds_before_its_first_payment() -> None:
    lead = event("lead", 2, order="l1", customer="c1")
    events = [click(1, "A"), lead, click(50, "B"), sale(60), sale(360, "o2")]
    assert find_earners(events, bind()) == {"l1": ["click"], "o1": ["A"], "o2": ["A"]}
    assert find_earners(events, bind(binds_on="sale")) == {"l1": ["click"], "o1": ["B"], "o2": ["B"]}


def test_the_months_count_from_the_first_paid_sale() -> None:
    lead = event("lead", 2, order="l1", customer="c1")
    events = [click(1, "A"), lead, sale(60), sale(400, "o2"), sale(426, "o3")]
    assert find_earners(events, bind(), 430)["o2"] == ["A"]
    assert find_earners(events, bind(), 430)["o3"] == [Reason.RECURRING_LIMIT]


def test_after_the_end_a_fresh_click_earns_only_where_the_terms_say_so() -> None:
    events = [click(1, "A"), sale(2), click(39, "B"), sale(40, "o2")]
    assert find_earners(events, bind(limit_months=1))["o2"] == [Reason.RECURRING_LIMIT]
    assert find_earners(events, bind(limit_months=1, after_limit="attribution"))["o2"] == ["B"]


def test_a_place_among_the_payments_is_never_given_back() -> None:
    events = [click(1), sale(2), event("refund", 3, order="o1"), sale(10, "o2"), sale(20, "o3")]
    found = find_earners(events, bind(limit_payments=2))
    assert found == {"o1": ["A"], "o2": ["A"], "o3": [Reason.RECURRING_LIMIT]}


def test_a_rejected_sale_binds_nobody() -> None:
    events = [click(1, "A"), sale(2), review(3, "reject"), click(50, "B"), sale(51, "o2"), sale(100, "o3")]
    assert find_earners(events, bind()) == {"o1": ["A"], "o2": ["B"], "o3": ["B"]}


def test_without_takeover_a_newer_click_earns_nothing() -> None:
    events = [click(1, "A"), sale(2), click(50, "B"), sale(51, "o2")]
    assert find_earners(events, bind())["o2"] == ["A"]
    assert find_earners(events, bind(takeover=True))["o2"] == ["B"]


def test_weights_of_the_first_conversion_are_kept() -> None:
    rules = {**bind(), "model": "linear"}
    events = [click(0.5, "A"), click(1, "B"), click(1.5, "A"), sale(2), sale(100, "o2")]
    lines = list_lines(play(events, 101, rules, TWO))
    assert (lines["o2", "A", "direct"][0], lines["o2", "B", "direct"][0]) == (667, 333)


@pytest.mark.parametrize(("rest", "earner"), [("stop", [Reason.PROGRAM_ENDED]), ("continue", ["A"])])
def test_renewals_stop_with_the_program_unless_the_terms_say_otherwise(rest: str, earner: list[str]) -> None:
    rules = {**bind(), "ends_at": "2026-02-01T00:00:00Z", "recurring_after_end": rest}
    assert find_earners([click(1, "A"), sale(2), sale(60, "o2")], rules)["o2"] == earner


def test_rewards_by_number_of_payment() -> None:
    rewards = [{"id": "first", "percent": "30", "payments": {"to": 1}}, {"id": "later", "percent": "10"}]
    lines = list_lines(play([click(1), sale(2), sale(60, "o2")], 61, {**bind(), "rewards": rewards}))
    assert [minor for minor, _ in lines.values()] == [3000, 1000]


def test_a_click_older_than_the_binding_takes_nothing_over() -> None:
    rules = {**bind(takeover=True), "model": "linear"}
    events = [click(1, "A"), sale(2), click(0.5, "B", received=40), sale(20, "o2", received=41)]
    assert find_earners(events, rules)["o2"] == ["A"]


@pytest.mark.parametrize(
    ("said", "earner"),
    [
        ({"is_claim": True}, "A"),
        ({"is_confirmed": False}, "A"),
        # Who bought is a browser's word too.
        ({"is_confirmed": False, "is_customer_confirmed": False}, "B"),
    ],
    ids=["a claim", "an unsigned ref", "a browser's sale"],
)
def test_what_browsers_say_takes_no_customer_away(said: Json, earner: str) -> None:
    events = [click(1, "A"), sale(2), click(50, "B"), sale(51, "o2", **said)]
    assert find_earners(events, bind())["o2"] == [earner]
    assert find_earners(events, bind(takeover=True))["o2"] == [earner]
    lines = list_lines(play(events, 100, bind(), TWO))
    # What rests on the first conversion matures; what rests on a browser's word waits.
    assert lines["o2", earner, "direct"] == (1000, "approved" if earner == "A" else "pending")


@pytest.mark.parametrize("said", [{"is_claim": True}, {"is_confirmed": False, "is_customer_confirmed": False}], ids=str)
def test_what_browsers_say_neither_binds_nor_counts(said: Json) -> None:
    forged = [click(1, "B"), sale(2, **said)]
    events = [*forged, click(50, "A"), sale(51, "o2"), sale(100, "o3")]
    assert find_earners(events, bind(limit_payments=2)) == {"o1": ["B"], "o2": ["A"], "o3": ["A"]}
    assert find_earners([sale(2, **said), *events[2:]], {"new_customers_only": True})["o2"] == ["A"]


def test_the_customers_of_a_merged_partner_pass_to_his_heir() -> None:
    events = [click(1, "A"), sale(2), sale(60, "o2")]
    merged: dict[str, Json] = {"A": {"heir": "B"}, "B": {}}
    assert find_earners(events, bind(), partners=merged) == {"o1": ["A"], "o2": ["B"]}
