"""Every model's figures are those of the definitions, worked out conversion by conversion over random shops."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from console.api.questions.attribution import DIMENSIONS
from events.moments import DAY_MS, to_milliseconds
from registry.code_lookup import CodeLookup
from reports.attribution.credit import Credit
from reports.attribution.report import report_credits
from reports.paths.question import CreditQuestion
from reports.program_rules import BY_PROGRAM, MODELS, TOUCH_MODELS, ProgramRules, Rules
from tests.fixtures.examples import choose_examples
from tests.reports.reference.credits import Earned, credit_story
from tests.reports.reference.shop_events import Story
from tests.reports.reference.shop_stories import make_story
from tests.reports.reference.shop_times import INACTIVE, START
from warehouse.interface import Warehouse

CODES = CodeLookup(
    partners=(),
    refs=["alice", "ally", "bob", "carol"],
    ref_partners=["alice", "alice", "bob", "carol"],
    ref_programs=[1, 1, 2, 3],
    promo_codes=["alice10", "alice5", "bob10", "carol5"],
    promo_partners=["alice", "alice", "bob", "carol"],
    promo_programs=[1, 1, 2, 3],
    archived_codes=["alice5"],
    archived_ms=[to_milliseconds(START + timedelta(days=12))],
    inactive=INACTIVE,
)
# Programs that differ in everything; Carol's puts promo codes first.
RULES = Rules(
    (
        ProgramRules(1, "Default", 1, "linear", 30 * DAY_MS, promo_first=False),
        ProgramRules(2, "Bob's", 1, "time_decay", 7 * DAY_MS, promo_first=False),
        ProgramRules(3, "Carol's", 1, "position", 35 * DAY_MS, promo_first=True),
    )
)
# Two of them keep customers: often longer than the story lasts, and only for the rest of a short month.
KEEPING = Rules(
    tuple(replace(each, keeps_months=months) for each, months in zip(RULES.programs, (1, 0, 12), strict=True)),
    "Europe/Berlin",
)
HEURISTICS = (BY_PROGRAM, *TOUCH_MODELS)


def ask(story: Story, **changed: object) -> CreditQuestion:
    """Sales and leads from the 5th to the 40th day."""
    from_ms, to_ms = (to_milliseconds(START + timedelta(days=day)) for day in (5, 40))
    question = CreditQuestion(story.site_id, from_ms, to_ms, RULES, models=HEURISTICS)
    return replace(question, **changed)  # type: ignore[arg-type]


def give_every_click_its_own_sub_id(story: Story) -> Story:
    """The same with a sub-id for each event, so that a row by sub-id is one touch."""
    for n, event in enumerate(story.events):
        event["sub_id"] = f"{event['type']} {n} of {event['visitor_id']}/{event['customer_id']}"
    return story


def show(credits: Mapping[str, Credit]) -> dict[str, tuple[float, float, dict[str, int]]]:
    """What keys earned, without those that earned nothing."""
    shown = {
        key: (
            credit.sales,
            credit.leads,
            {code: minor for code, minor in sorted(credit.revenue_minor.items()) if minor},
        )
        for key, credit in credits.items()
    }
    return {key: figures for key, figures in shown.items() if any(figures)}


def expect(earned: Earned) -> dict[str, Credit]:
    """The reference's figures as the report shows them."""
    return {
        key: Credit(0.0, float(part.kinds.get("sale", 0)), float(part.kinds.get("lead", 0)), dict(part.minor))
        for key, part in earned.items()
    }


def compare(warehouse: Warehouse, story: Story, question: CreditQuestion) -> None:
    """Shares to 1e-9 relative, money to the last unit."""
    found = report_credits(warehouse, CODES, question)
    for model, earned in credit_story(question, CODES, story.events).items():
        expected, shown = show(expect(earned)), show(found[model])
        assert shown.keys() == expected.keys(), model
        for key, (sales, leads, money) in expected.items():
            assert shown[key][:2] == pytest.approx((sales, leads), rel=1e-9), (model, key)
            assert shown[key][2] == money, (model, key)


@pytest.mark.random
@pytest.mark.parametrize("seed", range(choose_examples(1, slow=6)))
def test_each_touch_earns_what_the_definitions_say(warehouse: Warehouse, seed: int) -> None:
    story = give_every_click_its_own_sub_id(make_story(seed, people=500))
    story.store(warehouse)
    for window_ms in (0, 7 * DAY_MS):
        rules = RULES.within(window_ms) if window_ms else RULES
        compare(warehouse, story, ask(story, rules=rules, by="sub_id"))
    narrow = ask(story, by="sub_id", position_percents=(0, 50, 50), half_life_ms=DAY_MS)
    compare(warehouse, story, narrow)


def test_each_key_earns_what_the_definitions_say(warehouse: Warehouse) -> None:
    story = make_story(100, people=200)
    story.store(warehouse)
    for by in DIMENSIONS:
        compare(warehouse, story, ask(story, by=by, models=MODELS if by in ("partner", "channel") else HEURISTICS))
    for kind in ("sale", "lead"):
        compare(warehouse, story, ask(story, types=(kind,), models=MODELS))


@pytest.mark.parametrize("by", ["partner", "channel"])
def test_customers_keep_their_partners_as_the_definitions_say(warehouse: Warehouse, by: str) -> None:
    story = make_story(300, people=300)
    story.store(warehouse)
    question = ask(story, rules=KEEPING, by=by, models=MODELS)
    shown = credit_story(question, CODES, story.events)
    assert shown != credit_story(replace(question, rules=RULES), CODES, story.events)
    compare(warehouse, story, question)


def test_a_partner_is_shown_his_own_part(warehouse: Warehouse) -> None:
    story = make_story(200, people=200)
    story.store(warehouse)
    for by in ("partner", "channel"):
        compare(warehouse, story, ask(story, by=by, own_refs=("alice", "ally")))
