"""Events, streams and workers for the tests of ingest."""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from redis import Redis

from events.event import Event, encode_event, join_events
from events.ids import make_event_id
from events.keys import ACCEPTED, COUNT_FIELD, DEAD_LETTER, EVENTS_FIELD, GROUP, SETTLED, STREAM
from events.shards import choose_shard
from ingest.batch import create_group
from ingest.enrich.lookups import Lookups, open_lookups
from ingest.worker import Worker
from settings import IngestSettings, read_settings
from warehouse.interface import Warehouse

NOW_MS = 1_772_366_400_000  # 2026-03-01 12:00 UTC
SITE_ID = 7
WAIT_SECONDS = 120

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

_CLICK = Event(SITE_ID, "", "click", NOW_MS, NOW_MS, "browser", "human", "full", visitor_id="v1", user_agent=FIREFOX)


def make_event(**fields: Any) -> Event:
    """A human click with an id of its own, changed by ``fields``."""
    return replace(_CLICK, **{"event_id": make_event_id(NOW_MS), **fields})


def make_sale(**fields: Any) -> Event:
    """A sale of ten euros."""
    return make_event(**{"type": "sale", "order_id": "A-1", "amount_minor": 1000, "currency": "EUR", **fields})


def make_settings(data_dir: Path, **variables: str) -> IngestSettings:
    """Settings of two shards and short batches."""
    environ = {"PRM_SECRET": "test", "PRM_SHARDS": "2", "PRM_BATCH_MS": "20", "PRM_DATA_DIR": str(data_dir)}
    return read_settings(IngestSettings, environ | {f"PRM_{name.upper()}": value for name, value in variables.items()})


def make_lookups(data_dir: Path, **variables: str) -> Lookups:
    """The lookups of the pipeline, by default without any database of addresses."""
    return open_lookups(make_settings(data_dir, **variables))


def append_events(redis: Redis, events: Iterable[Event], shards: int = 2, per_entry: int = 10) -> None:
    """What the edge does with accepted events."""
    by_shard: dict[int, list[Event]] = {}
    for event in events:
        by_shard.setdefault(choose_shard(event, shards), []).append(event)
    for shard, shard_events in by_shard.items():
        for first in range(0, len(shard_events), per_entry):
            _append_entry(redis, shard, shard_events[first : first + per_entry])


def append_lines(redis: Redis, shard: int, lines: Sequence[bytes]) -> None:
    """One entry of raw lines."""
    redis.xadd(STREAM % shard, {EVENTS_FIELD: join_events(lines), COUNT_FIELD: len(lines)})


def deliver_batch(redis: Redis, shard: int) -> None:
    """What a worker leaves that died with a batch in flight."""
    create_group(redis, shard)
    append_lines(redis, shard, [encode_event(make_event())])
    redis.xreadgroup(GROUP, "worker", {STREAM % shard: ">"})


def run_until_settled(worker: Worker, redis: Redis, shards: int = 2) -> None:
    """Lets the worker work until nothing waits in the streams, then stops it."""
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        wait_until_settled(redis, shards)
    finally:
        stop.set()
        thread.join(WAIT_SECONDS)


def wait_until_settled(redis: Redis, shards: int = 2) -> None:
    """Returns once the streams are empty."""
    deadline = time.monotonic() + WAIT_SECONDS
    while any(redis.xlen(STREAM % shard) for shard in range(shards)):
        if time.monotonic() > deadline:
            raise TimeoutError("events still wait in the streams")
        time.sleep(0.01)


def read_counts(redis: Redis, key: str, shards: int = 2) -> Counter[str]:
    """The sum of a hash of counts (``ACCEPTED`` or ``SETTLED``) over the shards."""
    total: Counter[str] = Counter()
    for shard in range(shards):
        total.update({_decode(field): int(count) for field, count in redis.hgetall(key % shard).items()})
    return total


def read_settled(redis: Redis, shards: int = 2) -> Counter[str]:
    """The counts of settled events."""
    return read_counts(redis, SETTLED, shards)


def read_dead_letters(redis: Redis) -> list[dict[bytes, bytes]]:
    """The fields of every dead letter."""
    letters: Any = redis.xrange(DEAD_LETTER)
    return [fields for _, fields in letters]


def read_rows(warehouse: Warehouse, statement: str) -> list[dict[str, object]]:
    """The rows of a select."""
    return warehouse.query(statement).dicts()


def count_rows(warehouse: Warehouse, table: str) -> int:
    """The number of rows in a table."""
    (row,) = warehouse.query("select count() as rows from {table:Identifier}", {"table": table}).dicts()
    return int(str(row["rows"]))


def count_standing(warehouse: Warehouse) -> int:
    """The number of conversions; a fold that was repeated has left several rows of one until they are merged."""
    return warehouse.query("select count() from standing_conversions final").parse_value(int)


def _append_entry(redis: Redis, shard: int, events: Sequence[Event]) -> None:
    append_lines(redis, shard, [encode_event(event) for event in events])
    for site_id, count in Counter(event.site_id for event in events).items():
        redis.hincrby(ACCEPTED % shard, str(site_id), count)


def _decode(text: bytes | str) -> str:
    return text.decode() if isinstance(text, bytes) else text
