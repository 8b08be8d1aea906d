"""What the bench of forged orders counts as paid to a forger, and as lost by a partner."""

from typing import Any

import pytest

from loadtest.forged_reports import Order
from loadtest.forged_verdict import hold_to_bars, judge_orders

FORGED = Order("forged_sale", "f1", 0, "", "mallory", ())
VICTIM = Order("squatting", "v1", 5000, "alice", "mallory", ())
HONEST = Order("honest", "h1", 900, "alice", "", ())
ORDERS = [FORGED, VICTIM, HONEST]


def row(order_id: str, decision: str, ref: str, minor: int) -> dict[str, Any]:
    """A row of the conversions."""
    value = {"minor": minor, "currency": "EUR"}
    return {"order_id": order_id, "decision": decision, "ref": ref, "value": value, "duplicates": 0}


RIGHT = {
    "f1": row("f1", "pending", "mallory", 700),
    "v1": row("v1", "pay", "alice", 5000),
    "h1": row("h1", "pay", "alice", 900),
}


def judge(*changed: dict[str, Any]) -> dict[str, bool]:
    rows = {**RIGHT, **{each["order_id"]: each for each in changed}}
    return hold_to_bars(judge_orders(ORDERS, list(rows.values())), is_confirmed_by_shop=True)


def test_all_bars_hold_where_only_partners_are_paid() -> None:
    assert all(judge().values())
    figures = judge_orders(ORDERS, list(RIGHT.values()))
    assert figures["forged_sale"].show() == {"orders": 1, "recall": 1.0, "decisions": {"pending": 1.0}}
    assert figures["squatting"].show() == {
        "orders": 1, "recall": 1.0, "owed": 1, "paid_as_owed": 1, "decisions": {"pay": 1.0},
    }  # fmt: skip


@pytest.mark.parametrize(
    "paid",
    [
        row("f1", "pay", "mallory", 700),
        row("f1", "pay", "", 700),
        row("v1", "pay", "mallory", 5000),
        row("v1", "pay", "alice", 1),
    ],
    ids=["invented order", "invented order of nobody", "stolen credit", "amount of the squatter"],
)
def test_a_forgery_that_is_payable_costs_recall(paid: dict[str, Any]) -> None:
    assert not judge(paid)["recall of each forgery at least 0.95"]


@pytest.mark.parametrize("decision", ["pending", "hold", "reject"])
def test_an_honest_order_that_is_not_payable_is_seen(decision: str) -> None:
    assert not judge(row("h1", decision, "alice", 900))["no honest order held or pending"]


def test_an_honest_order_that_pays_nobody_is_seen() -> None:
    assert not judge(row("h1", "pay", "", 900))["every honest order pays its partner"]


@pytest.mark.parametrize(
    ("decision", "is_held"), [("hold", True), ("reject", True), ("pending", False), ("pay", False)]
)
def test_a_sale_that_frames_a_partner_has_to_be_marked(decision: str, is_held: bool) -> None:
    framing = Order("framing", "x1", 0, "", "framed", ())
    rows = [row("x1", decision, "framed", 999)]
    bars = hold_to_bars(judge_orders([framing], rows), is_confirmed_by_shop=True)
    assert bars["every order that frames a partner marked"] is is_held


def test_a_repeat_that_is_nowhere_is_seen() -> None:
    assert judge()["every repeat counted"]
    assert not judge({**RIGHT["v1"], "duplicates": 1})["every repeat counted"]


def test_an_order_that_is_in_no_figure_pays_neither() -> None:
    figures = judge_orders(ORDERS, [])
    assert {name: each.decisions for name, each in figures.items()} == {key: {"absent": 1} for key in figures}
    assert figures["forged_sale"].recall == 1
    assert figures["honest"].paid == 0


def test_where_only_browsers_report_nothing_may_be_payable() -> None:
    rows = [row("h1", "pending", "alice", 900)]
    assert all(hold_to_bars(judge_orders(ORDERS, rows), is_confirmed_by_shop=False).values())
    rows = [row("h1", "pay", "alice", 900)]
    assert not any(hold_to_bars(judge_orders(ORDERS, rows), is_confirmed_by_shop=False).values())
