"""What is settled earns what is computed, to the last bit, whatever arrived in between and in whatever order."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from console.api.questions.attribution import DIMENSIONS
from events.moments import DAY_MS
from reports.attribution.report import report_credits
from reports.attribution.statements import query_credits_in_parts
from reports.conversions.evidence import EarnedTouch, query_evidence
from reports.conversions.report import Conversion, Cursor, query_conversions, query_named_conversions
from reports.journeys.paths import report_paths
from reports.partners.report import report_partners
from reports.paths.question import CreditQuestion
from reports.program_rules import BY_PROGRAM, TOUCH_MODELS
from reports.settled import touched
from reports.settled.touched import query_touched
from reports.settled.turn_log import query_last_turn
from tests.fixtures.event_rows import store_events
from tests.fixtures.examples import choose_examples
from tests.reports.attribution.questions import click, identify, sale
from tests.reports.attribution.test_attribution_reference import CODES, RULES, ask
from tests.reports.reference.shop_events import Story
from tests.reports.reference.shop_stories import make_story
from tests.reports.settled.shops import compute, count_unsettled, settle
from warehouse.interface import Warehouse

MODELS = (BY_PROGRAM, *TOUCH_MODELS)
PAGE_ROWS = 40


def compare(warehouse: Warehouse, question: CreditQuestion) -> None:
    """Every bit of every figure."""
    assert report_credits(warehouse, CODES, question) == report_credits(warehouse, CODES, compute(question))


def deal(dice: random.Random, events: Sequence[Mapping[str, Any]], parts: int) -> Iterator[list[Mapping[str, Any]]]:
    """The events in any order, so that clicks come after their conversions and names after both, in so many parts."""
    shuffled = dice.sample(events, len(events))
    return (shuffled[number::parts] for number in range(parts))


def settle_most(warehouse: Warehouse, story: Story, *, seed: int, parts: int) -> Sequence[Mapping[str, Any]]:
    """All but one of the parts in which its events arrive; returns that one."""
    *most, last = deal(random.Random(seed), story.events, parts)
    for events in most:
        store_events(warehouse, events)
    settle(warehouse, story.site_id)
    return last


@pytest.mark.random
@pytest.mark.parametrize("seed", range(choose_examples(1, slow=6)))
def test_at_every_step_of_a_random_shop(warehouse: Warehouse, seed: int) -> None:
    story, dice = make_story(seed + 300, people=80), random.Random(seed)
    by_sub_id = ask(story, by="sub_id")
    for events in deal(dice, story.events, 6):
        store_events(warehouse, events)
        compare(warehouse, by_sub_id)
        settle(warehouse, story.site_id)
        assert count_unsettled(warehouse, by_sub_id) == 0
        compare(warehouse, by_sub_id)
        compare(warehouse, replace(by_sub_id, rules=RULES.within(7 * DAY_MS)))


def test_by_every_dimension_window_and_kind(warehouse: Warehouse) -> None:
    story = make_story(310, people=100)
    last = settle_most(warehouse, story, seed=1, parts=20)
    store_events(warehouse, last)
    question = ask(story, models=("linear", "last_partner_click"))
    assert count_unsettled(warehouse, question)
    for by in DIMENSIONS:
        compare(warehouse, replace(question, by=by))
    for kind in ("sale", "lead"):
        compare(warehouse, replace(question, types=(kind,), own_refs=("alice", "ally")))
    for days in (1, 399, 500):
        compare(warehouse, replace(question, rules=RULES.within(days * DAY_MS)))


def test_markov_with_journeys_that_end_in_a_conversion_and_others(warehouse: Warehouse) -> None:
    story = make_story(340, people=100)
    last = settle_most(warehouse, story, seed=4, parts=20)
    store_events(warehouse, last)
    question = ask(story, models=("markov",))
    assert count_unsettled(warehouse, question)
    for by in ("partner", "sub_id", "utm_source"):
        compare(warehouse, replace(question, by=by))
    compare(warehouse, replace(question, types=("lead",), own_refs=("alice", "ally")))
    settle(warehouse, story.site_id)
    assert count_unsettled(warehouse, question) == 0
    compare(warehouse, question)


def test_the_figures_of_partners_and_the_paths(warehouse: Warehouse) -> None:
    story = make_story(320, people=80)
    last = settle_most(warehouse, story, seed=2, parts=20)
    question = ask(story, models=("linear",))
    starts_ms = [question.from_ms, question.from_ms + 9 * DAY_MS]
    for _ in range(2):
        read, computed = (
            (report_partners(warehouse, CODES, each, starts_ms), report_paths(warehouse, CODES, each, 1000))
            for each in (question, compute(question))
        )
        assert read == computed
        store_events(warehouse, last)


def test_the_list_of_conversions_and_why(warehouse: Warehouse) -> None:
    story = make_story(330, people=40)
    last = settle_most(warehouse, story, seed=3, parts=8)
    store_events(warehouse, last)
    question = ask(story, models=("linear",))
    assert count_unsettled(warehouse, question)
    compare_lists(warehouse, question)


def compare_lists(warehouse: Warehouse, question: CreditQuestion) -> None:
    """Page by page, those of a partner, by name, and what `why` knows of some."""
    computed = compute(question)
    first, second = (list_pages(warehouse, each) for each in (question, computed))
    assert first == second
    own = [replace(each, own_refs=("alice", "ally")) for each in (question, computed)]
    assert list_pages(warehouse, own[0]) == list_pages(warehouse, own[1])
    ids = [each.event_id for each in first]
    named = [query_named_conversions(warehouse, CODES, each, ids) for each in (question, computed)]
    assert named == [first, first]
    for event_id in ids[:: len(ids) // 4]:
        evidence = query_evidence(warehouse, CODES, RULES, question.site_id, event_id, question.limits)
        of_one = replace(question, models=(RULES.model,), conversion_ids=(event_id,))
        read = query_credits_in_parts(warehouse, of_one, CODES, ("reports.conversions", "earned"))
        assert evidence
        assert evidence.path == [touch for rows in read for touch in rows.parse(EarnedTouch)]


def list_pages(warehouse: Warehouse, question: CreditQuestion) -> list[Conversion]:
    """All of them, newest first."""
    listed, after = list[Conversion](), Cursor(question.to_ms, "")
    while page := query_conversions(warehouse, CODES, question, after, PAGE_ROWS):
        listed += page
        after = Cursor(page[-1].timestamp_ms, page[-1].event_id)
    return listed


def test_arrivals_of_many_touch_what_those_of_few_do(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    story = make_story(350, people=40)
    last = settle_most(warehouse, story, seed=4, parts=6)
    store_events(warehouse, last)
    turn = query_last_turn(warehouse, story.site_id)
    of_few = query_touched(warehouse, story.site_id, turn, 10_000)
    monkeypatch.setattr(touched, "_MOST_NAMES", 0)
    assert of_few
    assert sorted(query_touched(warehouse, story.site_id, turn, 10_000)) == sorted(of_few)


def test_people_of_many_names_touch_all_their_conversions(warehouse: Warehouse) -> None:
    """On 700 browsers a customer and an address were named each: of neither kind too many, of both together."""
    people = range(1, 701)
    store_events(warehouse, [identify(n, "2026-03-01", f"v{n}", f"c{n}", email_hash=f"e{n}") for n in people])
    sales = [sale(10_000 + n, "2026-03-10", visitor_id="", customer_id=f"c{n}", order_id=f"o{n}") for n in people]
    store_events(warehouse, sales)
    settle(warehouse, 1)
    store_events(warehouse, [click(20_000 + n, "2026-03-09", "bob", visitor_id=f"v{n}") for n in people])
    found = query_touched(warehouse, 1, query_last_turn(warehouse, 1), 10_000)
    assert len(found) == len(people)
