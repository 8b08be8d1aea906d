"""Models that give all credit to one touch: the shorter statement gives what the one that divides gives."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from registry.enums import Model
from reports.attribution.credit_parts import DIVIDED, choose_credits
from reports.exchange.exchange import Exchange
from reports.paths.question import CreditQuestion
from reports.paths.statements import Part, query_paths
from reports.program_rules import BY_PROGRAM, TOUCH_MODELS, Rules
from tests.fixtures.event_rows import store_events
from tests.reports.attribution.test_attribution_reference import CODES, RULES, ask
from tests.reports.reference.shop_stories import make_story
from tests.reports.reference.shop_times import START
from warehouse.interface import Warehouse

EACH: Part = ("tests.reports", "each_credit")
SINGLE = (Model.FIRST_CLICK, Model.LAST_CLICK, Model.LAST_NON_DIRECT, Model.LAST_PARTNER_CLICK)
BY_LAST_CLICK = Rules(tuple(replace(each, model=Model.LAST_CLICK) for each in RULES.programs))
# Halves of odd amounts, on every other day.
HALVES = Exchange(
    "CHF",
    {
        (code, (START + timedelta(day)).date()): Fraction(3, 2)
        for code in ("EUR", "USD", "GBP", "JPY")
        for day in range(0, 60, 2)
    },
)


def test_each_credit_is_the_same(warehouse: Warehouse) -> None:
    story = make_story(340, people=60)
    store_events(warehouse, story.events)
    question = ask(story, models=SINGLE)
    by_program = replace(question, models=(BY_PROGRAM,), rules=BY_LAST_CLICK)
    for asked in (question, replace(question, by="sub_id", exchange=HALVES), by_program):
        chosen = choose_credits(asked, EACH)
        assert chosen != DIVIDED
        credits = _list_credits(warehouse, asked, chosen)
        assert credits
        assert credits == _list_credits(warehouse, asked, DIVIDED)


def _list_credits(warehouse: Warehouse, question: CreditQuestion, parts: Sequence[Part]) -> list[object]:
    return list(query_paths(warehouse, question, CODES, *parts, EACH).tuples())


@pytest.mark.parametrize("model", sorted({BY_PROGRAM, *TOUCH_MODELS} - set(SINGLE)))
def test_a_model_that_divides_needs_every_touch(model: str) -> None:
    question = CreditQuestion(1, 0, 1, RULES, models=(Model.LAST_CLICK, model))
    assert choose_credits(question, EACH) == DIVIDED


@pytest.mark.parametrize("part", [("reports.conversions", "earned"), ("earnings.runs", "weights")])
def test_why_and_commissions_need_every_touch_under_any_model(part: Part) -> None:
    question = CreditQuestion(1, 0, 1, BY_LAST_CLICK, models=SINGLE)
    assert choose_credits(question, part) == DIVIDED
