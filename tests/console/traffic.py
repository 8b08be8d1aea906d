"""A month of a shop: people arrive through partners' links, some leave an address, some buy; always the same."""

import math
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from events.enums import EventType, Source, Traffic
from events.ids import make_event_id
from warehouse.interface import Warehouse

REFS = ("alice", "bob", "carla", "")
WEIGHTS = (55, 25, 12, 8)
DAYS = 30
_NOTHING: dict[str, Any] = {
    "ref": "",
    "link": "",
    "order_id": "",
    "amount_minor": None,
    "currency": "",
    "promo_code": "",
    "ip_prefix": "",
}


def fill_month(warehouse: Warehouse, site_id: int, now: datetime, visitors_a_day: int = 60) -> None:
    """The thirty days before ``now``, every event stored once, one order reported a second time."""
    rows = list(_make_month(random.Random(7), site_id, now, visitors_a_day))
    warehouse.insert("events", {name: [row[name] for row in rows] for name in rows[0]})
    repeated = next(row for row in rows if row["type"] == EventType.SALE)
    names = ("site_id", "type", "order_id", "visitor_id", "amount_minor", "currency", "timestamp", "received_at")
    duplicate = {**{name: repeated[name] for name in names}, "source": Source.SERVER, "reason": "order_stored"}
    ids = {"event_id": [_make_id(random.Random(8), now)], "original_event_id": [repeated["event_id"]]}
    warehouse.insert("duplicates", {**{name: [value] for name, value in duplicate.items()}, **ids})


def _make_month(chance: random.Random, site_id: int, now: datetime, visitors_a_day: int) -> Iterator[dict[str, Any]]:
    for day in range(DAYS):
        visitors = int(visitors_a_day * (1 + 0.35 * math.sin(day * math.tau / 7)))
        for number in range(visitors):
            first = now - timedelta(days=day, seconds=chance.uniform(600, 80_000))
            for row in _make_visit(chance, f"v{day}-{number}", first, now):
                yield {"site_id": site_id, **row}
    for row in _make_leak(chance, now):
        yield {"site_id": site_id, **row}


def _make_visit(chance: random.Random, visitor: str, first: datetime, now: datetime) -> Iterator[dict[str, Any]]:
    [ref] = chance.choices(REFS, WEIGHTS)
    link = "alices" if ref == "alice" and chance.random() < 0.5 else ""
    traffic = Traffic.BOT if chance.random() < 0.06 else Traffic.HUMAN
    yield _make_event(chance, EventType.CLICK, visitor, first, ref=ref, link=link, traffic=traffic)
    later = first + timedelta(seconds=chance.expovariate(1 / 30_000))
    if traffic == Traffic.BOT or chance.random() > 0.18 or later > now:
        return
    yield _make_event(chance, EventType.LEAD, visitor, later)
    later += timedelta(seconds=chance.expovariate(1 / 90_000))
    if chance.random() > 0.45 or later > now:
        return
    yield _make_sale(chance, visitor, later, promo_code=chance.choice(("ALICE5", "", "")))
    again = later + timedelta(days=chance.uniform(5, 20))
    if chance.random() < 0.4 and again < now:
        yield _make_sale(chance, visitor, again)


def _make_leak(chance: random.Random, now: datetime) -> Iterator[dict[str, Any]]:
    """A code published on a coupon site: buyers whom no partner referred, each from a network of their own."""
    for number in range(8):
        moment = now - timedelta(days=number + 5)
        yield _make_sale(chance, f"coupon-{number}", moment, promo_code="BOB20", ip_prefix=f"198.51.{number}.0/24")


def _make_sale(chance: random.Random, visitor: str, moment: datetime, **given: Any) -> dict[str, Any]:
    money = {"amount_minor": chance.randrange(1900, 24900), "currency": chance.choice(("EUR", "EUR", "EUR", "CHF"))}
    order_id = f"TP-{chance.randrange(10**6)}"
    return _make_event(chance, EventType.SALE, visitor, moment, order_id=order_id, **money, **given)


def _make_event(chance: random.Random, kind: str, visitor: str, moment: datetime, **given: Any) -> dict[str, Any]:
    return {
        "event_id": _make_id(chance, moment),
        "type": kind,
        "timestamp": moment,
        "received_at": moment,
        "source": Source.BROWSER,
        "traffic": Traffic.HUMAN,
        "visitor_id": visitor,
        "channel": "referral",
        **_NOTHING,
        **given,
    }


def _make_id(chance: random.Random, moment: datetime) -> str:
    return make_event_id(int(moment.timestamp() * 1000), chance.randbytes(10))
