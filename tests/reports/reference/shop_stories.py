"""Makes up what the people of a shop did: few different moments and names, so that every tie and edge comes up."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from events.enums import Source
from tests.reports.reference.shop_edges import add_expired, add_shared, add_tie
from tests.reports.reference.shop_events import (
    OF_CLICKS,
    OF_CONVERSIONS,
    OF_NAMINGS,
    Story,
    add_event,
    choose_origin,
    choose_source,
)
from tests.reports.reference.shop_times import choose_moment


@dataclass(frozen=True, slots=True)
class _Circle:
    """The names that a few people of one household use, and who they are at times."""

    visitors: Sequence[str]
    customers: Sequence[str]
    emails: Sequence[str]


def make_story(seed: int, people: int) -> Story:
    """So many circles of people, some of whom share a browser or an address with the one before."""
    dice, story = random.Random(seed), Story()
    for number in range(people):
        circle = _make_circle(dice, number)
        refs = [_add_click(story, dice, circle)["ref"] for _ in range(dice.randrange(16))]
        for _ in range(dice.randrange(8)):
            _add_naming(story, dice, circle)
        for _ in range(dice.randrange(6)):
            _add_conversion(story, dice, circle, refs)
    for number in range(people // 10):
        add_expired(story, dice, f"expired{number}")
        add_tie(story, dice, f"tie{number}")
    for number, size in enumerate((20, 21)):
        add_shared(story, dice, f"address{number}", size, is_address=True)
        add_shared(story, dice, f"customer{number}", size, is_address=False)
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


def _add_click(story: Story, dice: random.Random, circle: _Circle) -> dict[str, Any]:
    traffic = dice.choices(["human", "bot", "prefetch", "test"], [17, 1, 1, 1])[0]
    who = _name(dice, circle, dice.choice([(1, 0, 0), (1, 0, 0), (1, 0.3, 0.2), (0.3, 0.5, 0.3)]))
    source = choose_source(dice, OF_CLICKS)
    return add_event(story, dice, "click", {**who, **choose_origin(dice), "traffic": traffic, "source": source})


def _add_naming(story: Story, dice: random.Random, circle: _Circle) -> None:
    kind, traffic = (
        dice.choice(["identify", "identify", "pageview"]),
        dice.choices(["human", "bot", "test"], [12, 1, 1])[0],
    )
    columns, moment = dice.choice([(1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1)]), choose_moment(dice)
    # Often somebody else is named at the same millisecond.
    for _ in range(dice.choice([1, 1, 2])):
        source = choose_source(dice, OF_NAMINGS)
        add_event(story, dice, kind, {**_name(dice, circle, columns), "traffic": traffic, "source": source}, moment)


def _add_conversion(story: Story, dice: random.Random, circle: _Circle, refs: Sequence[str]) -> None:
    traffic = dice.choices(["human", "bot", "test"], [18, 1, 1])[0]
    who = _name(
        dice, circle, dice.choice([(1, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (0.7, 0.7, 0.4), (0.2, 0.2, 0.2)])
    )
    said = {**who, **choose_origin(dice), "traffic": traffic, "source": choose_source(dice, OF_CONVERSIONS)}
    if dice.random() < 0.6:
        said |= {"ref": "", "promo_code": ""}
    if dice.random() < 0.15:
        said["promo_code"] = _join_codes(dice)
    if refs and dice.random() < 0.2:
        said["ref"] = dice.choice(refs)
    if dice.random() < 0.2:
        add_event(story, dice, "lead", said)
        return
    money = {
        "amount_minor": dice.choice([None, 0, 1, 2, 3, 7, 100, 999, dice.randrange(10**6), dice.randrange(10**8)]),
        "currency": dice.choice(["EUR", "EUR", "USD", "JPY"]),
        "order_id": f"o{len(story.events)}" if dice.random() < 0.9 else "",
    }
    sale = add_event(story, dice, "sale", {**said, **money})
    for _ in range(dice.choice([0, 0, 0, 1, 2, 3])):
        _add_refund(story, dice, sale)
    for state in dice.choices(["opened", "won", "lost"], k=dice.choice([0, 0, 0, 1, 2])):
        _add_dispute(story, dice, sale, state)
    if dice.random() < 0.1:
        others = _name(dice, circle, (1, 1, 1))
        story.repeats.append({**others, "original_event_id": sale["event_id"]})


def _join_codes(dice: random.Random) -> str:
    codes = dice.choices(["unknown", "ALICE10", "alice5", "Bob10", "CAROL5"], k=dice.choice([1, 2, 3]))
    return dice.choice(["", " "]) + dice.choice([",", ";", " ", ", ", " ;,"]).join(codes) + dice.choice(["", ","])


def _add_refund(story: Story, dice: random.Random, sale: Mapping[str, Any]) -> None:
    back = {
        "amount_minor": dice.choice([None, 0, 1, 2, 50, 998, dice.randrange(10**6)]),
        "currency": dice.choice(["", sale["currency"], sale["currency"], "USD"]),
        "refund_id": dice.choice(["", "", "r1", "r2"]),
        "refunded_total_minor": dice.choice([None, None, None, 0, 3, 998, dice.randrange(10**6)]),
    }
    named = {"order_id": sale["order_id"], "source": Source.SERVER, "traffic": dice.choice(["human", "test"])}
    add_event(story, dice, "refund", {**back, **named})


def _add_dispute(story: Story, dice: random.Random, sale: Mapping[str, Any], state: str) -> None:
    amount = dice.choice([None, 1, 998, dice.randrange(10**6)])
    said = {"state": state, "amount_minor": amount, "currency": dice.choice(["", sale["currency"], "USD"])}
    add_event(story, dice, "dispute", {**said, "order_id": sale["order_id"], "source": Source.SERVER})
