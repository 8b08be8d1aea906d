"""What a site recorded in a story, and how often who reports it."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from events.enums import Source
from tests.fixtures.event_rows import make_event, store_duplicate, store_events
from tests.reports.reference.shop_times import choose_moment, choose_times
from warehouse.interface import Warehouse

# How often who reports what; a pixel makes no conversion.
OF_CLICKS = {
    Source.BROWSER: 6,
    Source.REDIRECT: 3,
    Source.SIGNED: 1,
    Source.IMPORT: 2,
    Source.SERVER: 5,
    Source.PIXEL: 1,
}
OF_NAMINGS = {Source.BROWSER: 6, Source.SIGNED: 4, Source.IMPORT: 1, Source.SERVER: 6, Source.PIXEL: 1}
OF_CONVERSIONS = {Source.BROWSER: 6, Source.SIGNED: 4, Source.IMPORT: 2, Source.SERVER: 8}
_sites = count(5_000)


@dataclass(slots=True)
class Story:
    """Everything that one site recorded, and reports that were stored as duplicates: nothing is taken from these."""

    site_id: int = field(default_factory=lambda: next(_sites))
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


def add_event(
    story: Story, dice: random.Random, kind: str, said: Mapping[str, Any], moment: datetime | None = None
) -> dict[str, Any]:
    """An event at that moment, or at any."""
    moment = moment or choose_moment(dice)
    known = {"email_hash": "", "refund_id": "", **said, **choose_times(dice, Source(said["source"]), moment)}
    event = make_event(0, moment, **{"site_id": story.site_id, "type": kind, **known})
    event["event_id"] = str(UUID(int=dice.getrandbits(128)))
    story.events.append(event)
    return event


def choose_source(dice: random.Random, weights: Mapping[Source, int]) -> Source:
    return dice.choices(list(weights), list(weights.values()))[0]


def choose_origin(dice: random.Random) -> dict[str, str]:
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
