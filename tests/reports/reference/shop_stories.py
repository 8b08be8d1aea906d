"""Makes up what the people of a shop did: few different moments and names, so that every tie and edge comes up."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from tests.fixtures.event_rows import at, make_event, store_duplicate, store_events
from warehouse.interface import Warehouse

START = at("2026-03-01")
# Both edges of windows of 7 and of 30 days, and of a period from the 5th to the 40th day.
DAYS = (0, 1, 3, 5, 7, 8, 10, 12, 30, 31, 35, 38, 40, 41)
_sites = count(5_000)


@dataclass(slots=True)
class Story:
    """Everything that one site recorded, and the second reports it did not store again."""

    site_id: int
    events: list[dict[str, Any]] = field(default_factory=list)
    repeats: list[dict[str, Any]] = field(default_factory=list)

    def store(self, warehouse: Warehouse) -> None:
        """Writes it as ingest would."""
        store_events(warehouse, self.events)
        stored = {event["event_id"]: event for event in self.events}
        for number, repeat in enumerate(self.repeats):
            original = stored[repeat["original_event_id"]]
            who = {name: repeat[name] for name in ("visitor_id", "customer_id")}
            store_duplicate(warehouse, original, self.site_id * 1000 + number, "order_stored", **who)


def make_story(seed: int, people: int) -> Story:
    """So many people, some of whom share a browser with their neighbour."""
    dice, story = random.Random(seed), Story(next(_sites))
    for who in range(people):
        visitors = [f"v{who}.{n}" for n in range(dice.choice([1, 1, 2, 3]))]
        visitors += [f"v{who - 1}.0"] if who and dice.random() < 0.1 else []
        customers = dice.choice([[], [], [f"c{who}"], [f"c{who}"], [f"c{who}", f"d{who}"]])
        for _ in range(dice.randrange(7)):
            _add_click(story, dice, _choose_person(dice, visitors, customers))
        for _ in range(dice.randrange(3)):
            _add_conversion(story, dice, _choose_person(dice, visitors, customers))
        if customers and dice.random() < 0.7:
            named = {"visitor_id": dice.choice(visitors), "customer_id": dice.choice(customers)}
            _add(story, dice, "identify", named)
    return story


def _choose_person(dice: random.Random, visitors: Sequence[str], customers: Sequence[str]) -> dict[str, str]:
    names = dice.choices(["visitor", "both", "customer", "nobody"], [75, 12, 10, 3])[0]
    visitor = dice.choice(visitors) if names in ("visitor", "both") else ""
    customer = dice.choice(customers) if customers and names in ("both", "customer") else ""
    return {"visitor_id": visitor, "customer_id": customer}


def _add(story: Story, dice: random.Random, kind: str, said: dict[str, Any]) -> dict[str, Any]:
    moment = START + timedelta(
        days=dice.choice(DAYS), milliseconds=dice.choice([0, 0, 0, 1, dice.randrange(86_400_000)])
    )
    event = make_event(0, moment, **{"site_id": story.site_id, "type": kind, **said})
    event["event_id"] = str(UUID(int=dice.getrandbits(128)))
    story.events.append(event)
    return event


def _choose_origin(dice: random.Random) -> dict[str, str]:
    return {
        "ref": dice.choices(["alice", "Ally", "bob", "carol", "outsider", "direct", ""], [4, 2, 4, 4, 2, 1, 6])[0],
        "promo_code": dice.choices(["", "ALICE10", "bob10", "Carol5", "unknown"], [12, 1, 1, 1, 1])[0],
        "channel": dice.choice(["direct", "partner", "email"]),
        "utm_source": dice.choice(["", "", "google", "Direct"]),
        "utm_campaign": dice.choice(["", "", "spring"]),
        "sub_id": dice.choice(["", "", "s1", "s2"]),
        "link": dice.choice(["", "l1"]),
        "country": dice.choice(["", "DE", "FR"]),
    }


def _add_click(story: Story, dice: random.Random, who: dict[str, str]) -> None:
    traffic = dice.choices(["human", "bot", "prefetch", "test"], [17, 1, 1, 1])[0]
    _add(story, dice, "click", {**who, **_choose_origin(dice), "traffic": traffic})


def _add_conversion(story: Story, dice: random.Random, who: dict[str, str]) -> None:
    traffic = dice.choices(["human", "bot", "test"], [18, 1, 1])[0]
    said = {**who, **_choose_origin(dice), "traffic": traffic}
    if dice.random() < 0.5:
        said |= {"ref": "", "promo_code": ""}
    if dice.random() < 0.2:
        _add(story, dice, "lead", said)
        return
    money = {
        "amount_minor": dice.choice([None, 0, 1, 2, 3, 7, 100, 999, dice.randrange(10**6), dice.randrange(10**8)]),
        "currency": dice.choice(["EUR", "EUR", "USD", "JPY"]),
        "order_id": f"o{len(story.events)}" if dice.random() < 0.9 else "",
    }
    sale = _add(story, dice, "sale", {**said, **money})
    for _ in range(dice.choice([0, 0, 0, 1, 2, 3])):
        back = {
            "amount_minor": dice.choice([None, 0, 1, 2, 50, 998, dice.randrange(10**6)]),
            "currency": dice.choice(["", money["currency"], money["currency"], "USD"]),
        }
        back |= {
            "refund_id": dice.choice(["", "", "r1", "r2"]),
            "refunded_total_minor": dice.choice([None, None, None, 0, 3, 998, dice.randrange(10**6)]),
        }
        _add(story, dice, "refund", {**back, "order_id": money["order_id"], "traffic": dice.choice(["human", "test"])})
    for state in dice.choices(["opened", "won", "lost"], k=dice.choice([0, 0, 0, 1, 2])):
        amount = dice.choice([None, 1, 998, dice.randrange(10**6)])
        disputed = {"state": state, "amount_minor": amount, "currency": dice.choice(["", money["currency"], "USD"])}
        _add(story, dice, "dispute", {**disputed, "order_id": money["order_id"], "traffic": "human"})
    if dice.random() < 0.1 and not (who["visitor_id"] and who["customer_id"]):
        second = {"visitor_id": who["visitor_id"] or "second", "customer_id": who["customer_id"] or "second"}
        story.repeats.append({**second, "original_event_id": sale["event_id"]})
