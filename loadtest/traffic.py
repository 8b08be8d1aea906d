"""A shop's traffic for the benchmarks of ingest: many agents, addresses and pages, some events sent twice."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from redis import Redis

from events.event import Event, encode_event, join_events
from events.ids import make_event_id
from events.keys import ACCEPTED, COUNT_FIELD, EVENTS_FIELD, STREAM
from events.shards import choose_shard

SITE_ID = 1
AGENTS = 5_000
ADDRESSES = 200_000
PAGES = 2_000
DUPLICATES = 0.01
# Entries that travel to Redis together.
PIPELINED = 500
_REPEATABLE = 20_000

_SYSTEMS = (
    "Windows NT 10.0; Win64; x64",
    "Macintosh; Intel Mac OS X 10_15_7",
    "X11; Linux x86_64",
    "Linux; Android 10; K",
    "Linux; Android 14; SM-S918B",
)
_REFERRERS = ("", "", "https://www.google.com/", "https://www.instagram.com/", "https://news.example.org/deals")
_TYPES = ("pageview", "pageview", "pageview", "engage", "click", "event", "sale")
_WEIGHTS = (40, 20, 10, 8, 15, 4, 3)


@dataclass(frozen=True, slots=True)
class _Person:
    visitor_id: str
    ip: str
    user_agent: str


def make_traffic(count: int, begin_ms: int, seed: int = 1) -> Iterator[Event]:
    """``count`` events over an hour, one in a hundred of them a repetition of a recent one."""
    chance = random.Random(seed)
    people = [_make_person(chance, number) for number in range(ADDRESSES)]
    recent: list[Event] = []
    for number in range(count):
        if recent and chance.random() < DUPLICATES:
            yield recent[chance.randrange(len(recent))]
            continue
        event = _make_event(chance, people, begin_ms + number * 3_600_000 // count, number)
        recent[number % _REPEATABLE : number % _REPEATABLE + 1] = [event]
        yield event


def fill_streams(redis: Redis, events: Iterator[Event], shards: int, per_entry: int) -> int:
    """Appends as the edge does, an entry of a shard for every ``per_entry`` of its events; the number of events."""
    waiting: list[list[bytes]] = [[] for _ in range(shards)]
    total, pipeline = 0, redis.pipeline(transaction=False)
    for event in events:
        shard = choose_shard(event, shards)
        waiting[shard].append(encode_event(event))
        total += 1
        if len(waiting[shard]) == per_entry:
            _append(pipeline, shard, waiting[shard])
            waiting[shard] = []
        if len(pipeline) >= PIPELINED:
            pipeline.execute()
    for shard, lines in enumerate(waiting):
        if lines:
            _append(pipeline, shard, lines)
    pipeline.execute()
    return total


def list_batches(events: Iterator[Event], size: int) -> Iterator[list[Event]]:
    """The events in lists of ``size``."""
    while batch := list(islice(events, size)):
        yield batch


def _append(pipeline: "Redis", shard: int, lines: list[bytes]) -> None:
    pipeline.xadd(STREAM % shard, {EVENTS_FIELD: join_events(lines), COUNT_FIELD: len(lines)})
    pipeline.hincrby(ACCEPTED % shard, str(SITE_ID), len(lines))


def _make_person(chance: random.Random, number: int) -> _Person:
    visitor_id = str(UUID(int=chance.getrandbits(128), version=4))
    ip = f"{11 + number % 180}.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"
    return _Person(visitor_id, ip, _make_agent(number % AGENTS))


def _make_agent(number: int) -> str:
    system = _SYSTEMS[number % len(_SYSTEMS)]
    version = f"{60 + number % 90}.0.{number}.{number % 200}"
    mobile = " Mobile" if "Android" in system else ""
    return f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}{mobile} Safari/537.36"


def _make_event(chance: random.Random, people: list[_Person], moment_ms: int, number: int) -> Event:
    person = people[chance.randrange(len(people))]
    (kind,) = chance.choices(_TYPES, _WEIGHTS)
    event = Event(
        site_id=SITE_ID,
        event_id=make_event_id(moment_ms, chance.randbytes(10)),
        type=kind,
        timestamp_ms=moment_ms,
        received_ms=moment_ms + 40,
        source="browser",
        traffic="human",
        consent="full",
        visitor_id=person.visitor_id,
        url=f"https://shop.example/products/{chance.randrange(PAGES)}",
        referrer=chance.choice(_REFERRERS),
        ip=person.ip,
        user_agent=person.user_agent,
    )
    if kind == "click":
        event.ref, event.url = f"partner{number % 300}", f"{event.url}?utm_source=mail&gclid={number:x}"
    elif kind == "sale":
        event.order_id, event.amount_minor, event.currency = f"A-{number}", 1_000 + number % 9_000, "EUR"
    elif kind == "event":
        event.name, event.properties = "add_to_cart", {"sku": f"S{number % 500}", "size": "M"}
    return event
