"""The clicks of partners are the same figures from the roll-up and from the events."""

import random
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from events.moments import to_milliseconds
from registry.code_lookup import CodeLookup
from reports.buckets import Interval, list_starts
from reports.period import Period
from tests.fixtures.event_rows import at, make_event, store_events
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

REFS = ["alice", "ALLY", "Bob", "nobody", ""]
PROMO_CODES = ["", "", "Alice10", "unknown"]
TRAFFIC = ["human", "human", "human", "bot", "prefetch", "preview", "test"]
SPRING, AUTUMN = at("2026-03-28T20:00:00"), at("2026-10-24T20:00:00")
CODES = CodeLookup(
    (), ["alice", "ally", "bob"], ["alice", "alice", "bob"], [1, 1, 1], ["alice10"], ["alice"], [1],
    # Within an hour of spring, before all of autumn.
    archived_codes=["alice10"], archived_ms=[to_milliseconds(SPRING + timedelta(hours=20, minutes=17))],
)  # fmt: skip


def draw_events(seed: int, start: datetime) -> list[dict[str, Any]]:
    """Three days around a change of the clock, with moments on the very edges of hours."""
    chance = random.Random(seed)

    def draw_moment() -> datetime:
        edge = chance.choice([timedelta(0), timedelta(milliseconds=-1), timedelta(seconds=chance.randrange(3600))])
        return start + timedelta(hours=chance.randrange(72)) + edge

    return [
        make_event(
            number,
            draw_moment(),
            type=chance.choice(["click", "click", "click", "pageview", "sale"]),
            site_id=chance.choice([1, 1, 1, 2]),
            ref=chance.choice(REFS),
            promo_code=chance.choice(PROMO_CODES),
            visitor_id=chance.choice(["", *(f"v{n}" for n in range(40))]),
            traffic=chance.choice(TRAFFIC),
        )
        for number in range(600)
    ]


def ask(
    warehouse: Warehouse, name: str, period: Period, interval: Interval, own_refs: list[str], codes: CodeLookup = CODES
) -> list[object]:
    """All rows in an order of their own."""
    starts = [to_milliseconds(start) for start in list_starts(period, interval)]
    asked: Mapping[str, Value] = {"site_id": 1, "from_ms": period.from_ms, "to_ms": period.to_ms, "starts_ms": starts}
    own: Mapping[str, Value] = {"own_refs": own_refs, "every_ref": not own_refs}
    known = {field.name: getattr(codes, field.name) for field in fields(codes) if field.name != "partners"}
    rows = warehouse.query(read_statement("reports.partners", name), {**asked, **known, **own})
    return sorted(zip(*rows.columns, strict=True), key=str)


@pytest.mark.parametrize("start", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_roll_up_and_events_agree_in_every_zone_of_whole_hours(warehouse: Warehouse, start: datetime) -> None:
    events = draw_events(start.month, start)
    # In several inserts, the late ones last: parts that no merge has joined yet.
    for first in range(0, len(events), 200):
        store_events(warehouse, events[first : first + 200])
    for zone in map(ZoneInfo, ("UTC", "Europe/Berlin", "America/New_York")):
        local = start.astimezone(zone)
        period = Period(local.replace(hour=0), (local + timedelta(days=2)).replace(hour=0), zone)
        for interval in Interval:
            for own_refs in ([], ["alice", "ally"], ["bob"]):
                raw = ask(warehouse, "clicks", period, interval, own_refs)
                assert ask(warehouse, "clicks_by_hour", period, interval, own_refs) == raw
                narrowed = CODES.narrow(own_refs or None)
                assert ask(warehouse, "clicks_by_hour", period, interval, own_refs, narrowed) == raw
                assert len(raw) > 2


def test_a_batch_that_is_written_twice_is_rolled_up_once(warehouse: Warehouse) -> None:
    events = [make_event(n, at("2026-03-01", hours=n), ref="alice", visitor_id=f"v{n}", link="l") for n in range(5)]
    columns = {name: [event[name] for event in events] for name in events[0]}
    for _ in range(2):
        warehouse.insert("events", columns, "one token")
    assert warehouse.query("select sum(clicks) from rollup_partner_hours").columns == ([5],)


def test_each_class_of_traffic_has_its_own_sums_of_clicks_alone(warehouse: Warehouse) -> None:
    sale: Mapping[str, object] = {"type": "sale", "amount_minor": 700, "currency": "EUR"}
    kinds: list[Mapping[str, object]] = [
        {},
        {},
        {"traffic": "bot"},
        {"type": "lead"},
        sale,
        {**sale, "traffic": "test"},
    ]
    events = [
        make_event(n, at("2026-03-01T10:59:59"), visitor_id="v", ref="Alice", link="spring", channel="partner", **kind)
        for n, kind in enumerate(kinds)
    ]
    store_events(warehouse, events)
    sums = """
        select traffic, sum(clicks), uniqExactMerge(visitors)
        from rollup_partner_hours
        where hour = toDateTime('2026-03-01 10:00:00', 'UTC')
        group by traffic
        order by traffic
    """
    rows = warehouse.query(sums)
    assert list(zip(*rows.columns, strict=True)) == [("bot", 1, 1), ("human", 2, 1)]
