"""Makes up what the people of a shop did: few different moments and names, so that every tie and edge comes up."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from events.enums import Source
from tests.fixtures.event_rows import make_event, store_duplicate, store_events
from tests.reports.reference.shop_times import START, choose_moment, choose_times
from warehouse.interface import Warehouse

# How often who reports what; a pixel makes no conversion.
_OF_CLICKS = {
    Source.BROWSER: 6,
    Source.REDIRECT: 3,
    Source.SIGNED: 1,
    Source.IMPORT: 2,
    Source.SERVER: 5,
    Source.PIXEL: 1,
}
_OF_NAMINGS = {Source.BROWSER: 6, Source.SIGNED: 4, Source.IMPORT: 1, Source.SERVER: 6, Source.PIXEL: 1}
_OF_CONVERSIONS = {Source.BROWSER: 6, Source.SIGNED: 4, Source.IMPORT: 2, Source.SERVER: 8}
_sites = count(5_000)


@dataclass(slots=True)
class Story:
    """Everything that one site recorded, and reports that were stored as duplicates: nothing is taken from these."""

    site_id: int
    events: list[dict[str, Any]] = field(default_factory=list)
    repeats: list[dict[str, Any]] = field(default_factory=list)

    def store(self, warehouse: Warehouse) -> None:
        """Writes it as ingest would."""
        store_events(warehouse, self.events)
        stored = {event["event_id"]: event for event in self.events}
        for number, repeat in enumerate(self.repeats):
            original = stored[repeat["original_event_id"]]
            who = {name: repeat[name] for name in ("visitor_id", "customer_id", "email_hash")}
            store_duplicate(warehouse, original, self.site_id * 1000 + number, "order_stored", **who)


@dataclass(frozen=True, slots=True)
class _Circle:
    """The names that a few people of one household use, and who they are at times."""

    visitors: Sequence[str]
    customers: Sequence[str]
    emails: Sequence[str]


def make_story(seed: int, people: int) -> Story:
    """So many circles of people, some of whom share a browser or an address with the one before."""
    dice, story = random.Random(seed), Story(next(_sites))
    for number in range(people):
        circle = _make_circle(dice, number)
        refs = [_add_click(story, dice, circle)["ref"] for _ in range(dice.randrange(16))]
        for _ in range(dice.randrange(8)):
            _add_naming(story, dice, circle)
        for _ in range(dice.randrange(6)):
            _add_conversion(story, dice, circle, refs)
    for number in range(people // 10):
        _add_expired(story, dice, f"expired{number}")
    for number, size in enumerate((20, 21)):
        _add_shared(story, dice, f"address{number}", size, is_address=True)
        _add_shared(story, dice, f"customer{number}", size, is_address=False)
    return story


def _make_circle(dice: random.Random, number: int) -> _Circle:
    visitors = [f"v{number}.{n}" for n in range(dice.choice([1, 1, 2, 3]))]
    visitors += [f"v{number - 1}.0"] if number and dice.random() < 0.1 else []
    customers = [f"c{number}", f"d{number}"][: dice.choice([0, 1, 1, 2])]
    emails = [f"e{number}", f"f{number}"][: dice.choice([0, 0, 1, 1, 2])]
    emails += [f"e{number - 1}"] if number and dice.random() < 0.1 else []
    return _Circle(visitors, customers, emails)


def _name(dice: random.Random, circle: _Circle, chances: Sequence[float]) -> dict[str, str]:
    """A visitor, a customer and an e-mail, each with a chance of its own."""
    names = {"visitor_id": circle.visitors, "customer_id": circle.customers, "email_hash": circle.emails}
    return {
        column: dice.choice(own) if own and dice.random() < chance else ""
        for (column, own), chance in zip(names.items(), chances, strict=True)
    }


def _add(
    story: Story, dice: random.Random, kind: str, said: Mapping[str, Any], moment: datetime | None = None
) -> dict[str, Any]:
    moment = moment or choose_moment(dice)
    known = {"email_hash": "", "refund_id": "", **said, **choose_times(dice, Source(said["source"]), moment)}
    event = make_event(0, moment, **{"site_id": story.site_id, "type": kind, **known})
    event["event_id"] = str(UUID(int=dice.getrandbits(128)))
    story.events.append(event)
    return event


def _choose_source(dice: random.Random, weights: Mapping[Source, int]) -> Source:
    return dice.choices(list(weights), list(weights.values()))[0]


def _choose_origin(dice: random.Random) -> dict[str, str]:
    return {
        "ref": dice.choices(["alice", "Ally", "bob", "carol", "outsider", "direct", ""], [4, 2, 4, 4, 2, 1, 6])[0],
        "promo_code": dice.choices(["", "ALICE10", "alice5", "bob10", "Carol5", "unknown"], [12, 1, 1, 1, 1, 1])[0],
        "channel": dice.choice(["direct", "partner", "email"]),
        "utm_source": dice.choice(["", "", "google", "Direct"]),
        "utm_campaign": dice.choice(["", "", "spring"]),
        "sub_id": dice.choice(["", "", "s1", "s2"]),
        "link": dice.choice(["", "l1"]),
        "country": dice.choice(["", "DE", "FR"]),
    }


def _add_click(story: Story, dice: random.Random, circle: _Circle) -> dict[str, Any]:
    traffic = dice.choices(["human", "bot", "prefetch", "test"], [17, 1, 1, 1])[0]
    who = _name(dice, circle, dice.choice([(1, 0, 0), (1, 0, 0), (1, 0.3, 0.2), (0.3, 0.5, 0.3)]))
    source = _choose_source(dice, _OF_CLICKS)
    return _add(story, dice, "click", {**who, **_choose_origin(dice), "traffic": traffic, "source": source})


def _add_naming(story: Story, dice: random.Random, circle: _Circle) -> None:
    kind, traffic = (
        dice.choice(["identify", "identify", "pageview"]),
        dice.choices(["human", "bot", "test"], [12, 1, 1])[0],
    )
    columns, moment = dice.choice([(1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)]), choose_moment(dice)
    # Often somebody else is named at the same millisecond.
    for _ in range(dice.choice([1, 1, 2])):
        source = _choose_source(dice, _OF_NAMINGS)
        _add(story, dice, kind, {**_name(dice, circle, columns), "traffic": traffic, "source": source}, moment)


def _add_conversion(story: Story, dice: random.Random, circle: _Circle, refs: Sequence[str]) -> None:
    traffic = dice.choices(["human", "bot", "test"], [18, 1, 1])[0]
    who = _name(
        dice, circle, dice.choice([(1, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (0.7, 0.7, 0.4), (0.2, 0.2, 0.2)])
    )
    said = {**who, **_choose_origin(dice), "traffic": traffic, "source": _choose_source(dice, _OF_CONVERSIONS)}
    if dice.random() < 0.6:
        said |= {"ref": "", "promo_code": ""}
    if dice.random() < 0.15:
        said["promo_code"] = _join_codes(dice)
    if refs and dice.random() < 0.2:
        said["ref"] = dice.choice(refs)
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
        _add_refund(story, dice, sale)
    if dice.random() < 0.1:
        others = _name(dice, circle, (1, 1, 1))
        story.repeats.append({**others, "original_event_id": sale["event_id"]})


def _join_codes(dice: random.Random) -> str:
    codes = dice.choices(["unknown", "ALICE10", "alice5", "Bob10", "CAROL5"], k=dice.choice([1, 2, 3]))
    return dice.choice(["", " "]) + dice.choice([",", ";", " ", ", ", " ;,"]).join(codes) + dice.choice(["", ","])


def _add_refund(story: Story, dice: random.Random, sale: Mapping[str, Any]) -> None:
    back = {"amount_minor": dice.choice([None, 0, 1, 2, 50, 998, dice.randrange(10**6)]), "currency": sale["currency"]}
    if back["amount_minor"] is not None:
        back["currency"] = dice.choice(["", sale["currency"], sale["currency"], "USD"])
    named = {"order_id": sale["order_id"], "refund_id": f"r{len(story.events)}", "source": Source.SERVER}
    _add(story, dice, "refund", {**back, **named, "traffic": dice.choice(["human", "test"])})


def _add_shared(story: Story, dice: random.Random, name: str, size: int, *, is_address: bool) -> None:
    """One address of so many customers, or one customer of so many addresses, whose clicks are another's sales."""
    shared, others = ("email_hash", "customer_id") if is_address else ("customer_id", "email_hash")
    server = {"source": Source.SERVER, "traffic": "human"}
    for number in range(size):
        _add(story, dice, "identify", {**server, shared: name, others: f"{name}.{number}"})
    _add(story, dice, "click", {**server, **_choose_origin(dice), shared: name}, START + timedelta(days=10))
    _add(story, dice, "click", {**server, **_choose_origin(dice), others: f"{name}.0"}, START + timedelta(days=12))
    for number in range(3):
        order = {"order_id": f"{name}.{number}", "amount_minor": 100, "currency": "EUR"}
        _add(story, dice, "sale", {**server, **order, others: f"{name}.{number}"}, START + timedelta(days=31))


def _add_expired(story: Story, dice: random.Random, visitor_id: str) -> None:
    """A sale that names the ref of the only click, which is about as old as the windows are long."""
    said = {"visitor_id": visitor_id, **_choose_origin(dice), "promo_code": "", "traffic": "human"}
    _add(story, dice, "click", {**said, "source": _choose_source(dice, _OF_CLICKS)}, START + timedelta(days=1))
    order = {"order_id": visitor_id, "amount_minor": 100, "currency": "EUR", "source": Source.SERVER}
    _add(story, dice, "sale", {**said, **order}, START + timedelta(days=dice.choice([8, 30, 31, 35, 36])))
