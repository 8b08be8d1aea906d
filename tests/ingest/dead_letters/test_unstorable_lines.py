"""A line that cannot be stored becomes a dead letter with its reason; the rest of its entry is stored."""

from pathlib import Path

import orjson
import pytest
from redis import Redis

from events.event import encode_event
from events.keys import DEAD_LETTER, GROUP, STREAM
from ingest.worker import Worker
from tests.ingest.builders import (
    append_lines,
    count_rows,
    make_event,
    make_settings,
    read_dead_letters,
    read_settled,
    run_until_settled,
)
from warehouse.interface import Warehouse


def _damage(**fields: object) -> bytes:
    """An event's line with values of other types."""
    names = make_event().__struct_fields__
    row = orjson.loads(encode_event(make_event()))
    for name, value in fields.items():
        row[1 + list(names).index(name)] = value
    return orjson.dumps(row)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"no JSON", "not JSON"),
        (b'{"an": "object"}', "not an event of wire version 2"),
        (b"[99]", "not an event of wire version 2"),
        (b"[1, 2]", "not an event of wire version 2"),
        (_damage(site_id="seven"), "not an event of wire version 2"),
        (_damage(url=None), "not an event of wire version 2"),
        (_damage(received_ms=-1), "not an event of wire version 2"),
        (_damage(received_ms=10**18), "not an event of wire version 2"),
        (_damage(received_ms=1 << 63), "not an event of wire version 2"),
        (b"[" * 3000, "not JSON"),
    ],
)
def test_a_line_that_is_not_an_event_is_a_dead_letter_and_its_neighbours_are_stored(
    line: bytes, reason: str, redis: Redis, warehouse: Warehouse, tmp_path: Path
) -> None:
    append_lines(redis, 1, [encode_event(make_event()), line, encode_event(make_event())])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    (letter,) = read_dead_letters(redis)
    assert letter[b"value"] == line
    assert letter[b"shard"] == b"1"
    assert reason in letter[b"reason"].decode()
    assert count_rows(warehouse, "events") == 2
    assert read_settled(redis) == {"7:stored": 2, "0:dead": 1}
    assert redis.xpending(STREAM % 1, GROUP)["pending"] == 0


def test_an_entry_without_events_is_a_dead_letter(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    redis.xadd(STREAM % 0, {"something": "else"})
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    assert redis.xlen(DEAD_LETTER) == 1
    assert read_settled(redis) == {"0:dead": 1}


@pytest.mark.parametrize("bad", [{"event_id": "not-a-uuid"}, {"site_id": -1}, {"amount_minor": 1 << 63}])
def test_a_row_that_the_warehouse_rejects_is_found_and_becomes_a_dead_letter(
    bad: dict[str, object], redis: Redis, warehouse: Warehouse, tmp_path: Path
) -> None:
    good = [encode_event(make_event()) for _ in range(20)]
    append_lines(redis, 0, [*good[:13], encode_event(make_event(**bad)), *good[13:]])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    assert count_rows(warehouse, "events") == 20
    assert count_rows(warehouse, "event_ids") == 20
    assert redis.xlen(DEAD_LETTER) == 1
    settled = read_settled(redis)
    assert settled["7:stored"] == 20
    assert sum(count for field, count in settled.items() if field.endswith(":dead")) == 1
