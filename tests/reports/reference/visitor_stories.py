"""Makes up what visitors did on their way through a funnel, and questions about it."""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from events.enums import EventType
from events.moments import to_milliseconds
from reports.funnel.question import Exclusion, FunnelQuestion, Step
from tests.fixtures.event_rows import at, make_event
from tests.reports.reference.funnels import Act

START = at("2026-03-01")
# Windows of the questions are sums of these.
SECONDS = (0, 0, 1, 1, 60, 60, 3600, 86_400)
_sites = count(9_000)

Event = Mapping[str, Any]


@dataclass(slots=True)
class Story:
    """Everything that one site recorded."""

    site_id: int
    events: list[dict[str, Any]] = field(default_factory=list)


def make_story(seed: int, people: int) -> Story:
    """Visitors with up to nine events each; some are customers, some share a browser."""
    dice, story = random.Random(seed), Story(next(_sites))
    for who in range(people):
        visitors = [f"v{who}", f"w{who}"] if dice.random() < 0.2 else [f"v{who}"]
        visitors += [f"v{who - 1}"] if who and dice.random() < 0.05 else []
        customers = dice.choice([[], [], [], [f"c{who}"], [f"c{who}", f"d{who}"]])
        moment = START + timedelta(seconds=dice.choice((-86_400, 0, 0, 0, 86_400)))
        for _ in range(dice.randrange(1, 10)):
            moment += timedelta(seconds=dice.choice(SECONDS), milliseconds=dice.choice([0, 0, 0, 1]))
            names = dice.choices(["visitor", "both", "customer"], [85, 8, 7])[0] if customers else "visitor"
            said = {
                "visitor_id": "" if names == "customer" else dice.choice(visitors),
                "customer_id": "" if names == "visitor" else dice.choice(customers),
                "ref": f"r{who}",
                # Events of one moment agree, so that it does not matter which of them began.
                "country": ["", "DE", "FR"][int(moment.timestamp()) % 3],
                **_choose_deed(dice),
            }
            number = story.site_id * 100_000 + len(story.events)
            story.events.append(make_event(number, moment, **{"site_id": story.site_id, **said}))
    return story


def _choose_deed(dice: random.Random) -> dict[str, Any]:
    if dice.random() < 0.8:
        return {
            "type": "event",
            "name": dice.choice("AABBCCDX"),
            "properties": dice.choice([{}, {"plan": "pro"}, {"plan": "free"}]),
            "traffic": dice.choices(["human", "bot"], [30, 1])[0],
        }
    kind = dice.choice(["click", "pageview", "sale", "identify"])
    return {"type": kind, "url_path": dice.choice(["/", "/blog/a.b/first", "/blog/aXb/first"])}


def find_acts(story: Story, question: FunnelQuestion, from_ms: int, to_ms: int) -> dict[str, list[Act]]:
    """Person → what they did between the beginning of the period and the last moment at which an attempt may end."""
    owners = defaultdict[str, set[str]](set)
    for event in story.events:
        if event["visitor_id"] and event["customer_id"]:
            owners[event["visitor_id"]].add(event["customer_id"])
    acts = defaultdict[str, list[Act]](list)
    for event in story.events:
        at_ms = to_milliseconds(event["timestamp"])
        if event["traffic"] == "human" and from_ms <= at_ms < to_ms + question.window_ms:
            acts[_find_person(event, owners)].append(_make_act(event, at_ms, question))
    return acts


def _find_person(event: Event, owners: Mapping[str, set[str]]) -> str:
    customers = owners.get(event["visitor_id"], set())
    customer = event["customer_id"] or (next(iter(customers)) if len(customers) == 1 else "")
    return f"customer {customer}" if customer else f"visitor {event['visitor_id']}"


def _make_act(event: Event, at_ms: int, question: FunnelQuestion) -> Act:
    fills = frozenset(n for n, step in enumerate(question.steps) if _fits(event, step))
    excludes = frozenset(n for n, exclusion in enumerate(question.exclusions) if _names(event, exclusion))
    return Act(at_ms, fills, excludes, str(event[question.by]) if question.by else "")


def _fits(event: Event, step: Step) -> bool:
    is_there = not step.path or re.fullmatch(step.path, event["url_path"]) is not None
    is_so = not step.property_name or event["properties"].get(step.property_name, "") == step.property_value
    return _names(event, step) and is_there and is_so


def _names(event: Event, wanted: Step | Exclusion) -> bool:
    return wanted.type in ("", EventType(event["type"])) and wanted.name in ("", event["name"])


def make_question(
    dice: random.Random, names: Sequence[Mapping[str, str]], order: str, counts: Sequence[int]
) -> Mapping[str, Any]:
    """A question of so many steps out of ``names``."""
    steps = dice.sample(list(names), dice.choice(counts))
    body: dict[str, Any] = {"steps": steps, "order": order, "window": dice.choice(["1s", "61s", "1h", "30d"])}
    body["entry"] = dice.choice(["best", "best", "first"])
    if dice.random() < 0.5:
        from_step = dice.randrange(len(steps) - 1)
        to_step = dice.randrange(from_step + 1, len(steps))
        body["exclude"] = [{"name": "X", "from_step": from_step, "to_step": to_step}]
    return body
