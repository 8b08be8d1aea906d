"""Funnels are those that a search through all ways of filling the steps finds, over many random visitors."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from console.api.questions.funnel import parse_funnel
from console.api.questions.period import parse_period
from registry.code_lookup import CodeLookup
from reports.funnel.question import BOUNDS_SECONDS, FunnelQuestion
from reports.funnel.report import StepFigures, report_funnel
from tests.fixtures.event_rows import store_events
from tests.reports.reference.funnels import Walk, list_attempts, walk
from tests.reports.reference.visitor_stories import START, Story, find_acts, make_question, make_story
from warehouse.interface import Warehouse

CODES = CodeLookup((), [], [], [], [], [], [])
# Nothing fills two of these steps.
APART = ({"name": "A"}, {"name": "B"}, {"name": "C"}, {"type": "sale"}, {"type": "pageview", "path": "/blog/a.b/*"})
# What fills one of these may fill another.
OVERLAPPING = ({"name": "A"}, {"type": "event"}, {"property": "plan", "value": "pro"}, {"name": "B"}, {"name": "A"})
PERIOD = parse_period({"from": START.isoformat(), "to": (START + timedelta(days=1)).isoformat()}, START)


Shown = list[tuple[float, ...]]


def compare(warehouse: Warehouse, story: Story, body: Mapping[str, Any], *, with_times: bool) -> None:
    """People and times of each step, of all and of each key."""
    question = parse_funnel(body)
    found = report_funnel(warehouse, CODES, story.site_id, PERIOD, question)
    walks = find_walks(story, question)
    by_key = defaultdict[str, list[Walk]](list)
    for each in walks:
        by_key[each.key].append(each)
    assert found.by_key.keys() == by_key.keys(), body
    for steps, some in ((found.total, walks), *((found.by_key[key], by_key[key]) for key in by_key)):
        expected = expect(some)
        assert [step.people for step in steps] == list(expected[:, 0]), body
        if with_times:
            assert count_times(steps) == [count_taken(some, step) for step in range(1, len(steps))], body
            assert show(steps) == pytest.approx(expected, nan_ok=True), body


def find_walks(story: Story, question: FunnelQuestion) -> list[Walk]:
    """What the reference finds of each person."""
    people = find_acts(story, question, PERIOD.from_ms, PERIOD.to_ms).values()
    return [found for acts in people if (found := walk(acts, question, PERIOD.to_ms))]


def expect(walks: Sequence[Walk]) -> np.ndarray:
    """Per step: people, and mean, median and p90 of the seconds since the step before."""
    rows = []
    for step in range(max((len(each.times_ms) for each in walks), default=0)):
        came = [each.times_ms for each in walks if len(each.times_ms) > step]
        taken = [(times_ms[step] - times_ms[step - 1]) / 1000 for times_ms in came]
        rows.append([len(came), *((np.mean(taken), *np.quantile(taken, [0.5, 0.9])) if step else [np.nan] * 3)])
    return np.array(rows)


def count_taken(walks: Sequence[Walk], step: int) -> list[int]:
    """People by the time they took to this step."""
    came = [each.times_ms for each in walks if len(each.times_ms) > step]
    taken = [(times_ms[step] - times_ms[step - 1]) / 1000 for times_ms in came]
    return [int(count) for count in np.histogram(taken, (*BOUNDS_SECONDS, np.inf))[0]]


def count_times(steps: Sequence[StepFigures]) -> list[list[int]]:
    """The same from the report; it gives them in whole numbers that sum to the people."""
    assert all(sum(step.histogram) == step.people for step in steps)
    return [list(step.histogram) for step in steps[1:]]


def show(steps: Sequence[StepFigures]) -> np.ndarray:
    """People and times of each step as the report has them, one row a step."""
    return np.array([[step.people, step.mean_seconds, step.median_seconds, step.p90_seconds] for step in steps])


@pytest.mark.parametrize("order", ["ordered", "strict", "unordered"])
@pytest.mark.parametrize("steps", [APART, OVERLAPPING], ids=["apart", "overlapping"])
def test_a_funnel_is_what_a_search_through_all_ways_finds(
    warehouse: Warehouse, order: str, steps: Sequence[Mapping[str, str]]
) -> None:
    story, dice = make_story(seed=1, people=600), random.Random(order)
    store_events(warehouse, story.events)
    # In any order, several sets of events may fill as many steps: which of them is timed, is not said. And of the
    # events that stand on steps one gives way to another, which finds all for two steps.
    is_open = order == "unordered" and steps is OVERLAPPING
    for by in ("ref", "country") * 8:
        body = {
            **make_question(dice, steps, order, counts=[2] if is_open else [2, 3, 3, 4]),
            "by": by,
            "histogram": True,
        }
        compare(warehouse, story, body, with_times=not is_open)


@pytest.mark.parametrize("grace", ["1s", "1m"])
def test_within_the_grace_two_steps_change_places(warehouse: Warehouse, grace: str) -> None:
    story = make_story(seed=2, people=600)
    store_events(warehouse, story.events)
    for window in ("1s", "1h"):
        question = parse_funnel({"steps": [{"name": "A"}, {"name": "B"}], "window": window, "grace": grace})
        found = report_funnel(warehouse, CODES, story.site_id, PERIOD, question)
        came = 0
        for acts in find_acts(story, question, PERIOD.from_ms, PERIOD.to_ms).values():
            begun = [act.at_ms for act in acts if 0 in act.fills and act.at_ms < PERIOD.to_ms]
            ended = [act.at_ms for act in acts if 1 in act.fills]
            came += any(-question.grace_ms <= end - begin <= question.window_ms for begin in begun for end in ended)
        assert found.total[1].people == came


@pytest.mark.parametrize("order", ["ordered", "strict"])
def test_totals_count_one_attempt_after_another(warehouse: Warehouse, order: str) -> None:
    story, dice = make_story(seed=3, people=600), random.Random(order)
    store_events(warehouse, story.events)
    for steps in (APART, OVERLAPPING) * 3:
        body = {**make_question(dice, steps, order, counts=[2, 3]), "counting": "totals", "entry": "best"}
        question = parse_funnel(body)
        people = find_acts(story, question, PERIOD.from_ms, PERIOD.to_ms).values()
        depths = [len(attempt) for acts in people for attempt in list_attempts(acts, question, PERIOD.to_ms)]
        found = report_funnel(warehouse, CODES, story.site_id, PERIOD, question)
        assert [step.people for step in found.total] == [
            sum(depth >= step for depth in depths) for step in range(1, max(depths) + 1)
        ], body
