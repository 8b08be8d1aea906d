"""What a person says of a mark stands until undone, and everything that was said is kept."""

from datetime import timedelta
from typing import Any

import pytest

from fraud.review.decisions import UNDO, Decision, ReviewerDecision, query_decisions, save_decision
from fraud.review.marks import MarkQuestion, find_mark, list_marks
from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from tests.fraud.conftest import UNTIL
from tests.fraud.filling import make_facts
from warehouse.interface import Warehouse

Month = list[dict[str, Any]]


def test_a_person_goes_before_the_rules_until_it_is_undone(
    warehouse: Warehouse, small_month: Month, covered: dict[str, str]
) -> None:
    facts = make_facts(small_month)
    held = next(covered[row["order"]] for row in small_month if row["type"] == "conversion" and row["arch"] == "F10")
    by_rules = _read(warehouse, held)
    assert (by_rules.decision, by_rules.reasons) == ("hold", ("paid_traffic",))

    _say(warehouse, held, "pay", "agreed by contract", 1)
    assert _read(warehouse, held) == Decision("pay", (), by_rules.score, "member:7", "agreed by contract")
    run(warehouse, facts, RuleSet(), UNTIL, everything=True)
    assert _read(warehouse, held).decision == "pay"

    _say(warehouse, held, UNDO, "the contract ended", 2)
    assert _read(warehouse, held) == by_rules
    said = warehouse.query("select decision, why from decisions where decided_by != 'rules' order by decided_at")
    assert list(said.columns[1]) == ["agreed by contract", "the contract ended"]


@pytest.mark.usefixtures("covered")
def test_marks_show_evidence_in_words_and_are_paged_without_gaps(warehouse: Warehouse) -> None:
    marks = list_marks(warehouse, MarkQuestion(1, row_count=100_000))
    assert {mark["subject_kind"] for mark in marks} == {"click", "conversion", "partner"}
    assert not [mark["says"] for mark in marks if "{" in mark["says"] or not mark["says"]]
    [ring] = list_marks(
        warehouse, MarkQuestion(1, partner="f7", rule="one_price", to_ms=1_775_001_600_000, row_count=9)
    )
    assert ring["says"].startswith("35 of 35 buyers paid exactly 9.99 USD")
    assert find_mark(warehouse, 1, ring["mark_id"]) == ring
    assert find_mark(warehouse, 2, ring["mark_id"]) is None
    whole = list_marks(warehouse, MarkQuestion(1, subject_kind="conversion", row_count=10_000))
    assert _page(warehouse, 100) == [mark["mark_id"] for mark in whole]


def _page(warehouse: Warehouse, row_count: int) -> list[str]:
    """The ids of all marks on conversions, a page at a time."""
    pages: list[dict[str, Any]] = []
    while True:
        place = {"before_ms": pages[-1]["timestamp"], "before_id": pages[-1]["mark_id"]} if pages else {}
        page = list_marks(warehouse, MarkQuestion(1, subject_kind="conversion", row_count=row_count, **place))
        pages += page
        if not page:
            return [mark["mark_id"] for mark in pages]


def _read(warehouse: Warehouse, event_id: str) -> Decision:
    return query_decisions(warehouse, 1, [event_id])[event_id]


def _say(warehouse: Warehouse, event_id: str, decision: str, why: str, hour: int) -> None:
    given = ReviewerDecision("conversion", event_id, decision, "member:7", why, "")
    save_decision(warehouse, 1, given, UNTIL + timedelta(hours=hour))
