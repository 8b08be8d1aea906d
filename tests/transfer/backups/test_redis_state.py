"""What waits in Redis and its counters come back with a backup, into the embedded Redis and into one of your own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from events.keys import ACCEPTED, DEAD_LETTER, DRAINED, LEASE, SETTLED, SPOOL_ARRIVALS, STREAM
from ingest.dead_letters.letter import DeadLetter
from ingest.dead_letters.stream import append_dead_letters
from tests.fixtures.redis import RedisProcess, run_redis
from tests.ingest.builders import append_events, make_event
from transfer.backups.redis_state import apply_commands, read_commands
from transfer.errors import TransferFailed

pytestmark = pytest.mark.redis_contract

KEPT = [*(key % shard for key in (STREAM, ACCEPTED, SETTLED, SPOOL_ARRIVALS) for shard in range(2)), DEAD_LETTER]


@pytest.fixture
def commands(redis_url: str) -> Iterator[bytes]:
    """Of a Redis in which more waits than one page holds."""
    with Redis.from_url(redis_url) as redis:
        append_events(redis, [make_event(visitor_id=f"v{number}") for number in range(900)], per_entry=1)
        append_dead_letters(redis, 1, [DeadLetter(b"1-1", "some reason", b"\xffno event\r\n")])
        redis.hset(SETTLED % 0, mapping={"7:stored": 12, "0:dead": 1})
        redis.hset(SPOOL_ARRIVALS % 1, mapping={"accepted_ms": 5, "last_id": "6-0"})
        redis.set(DRAINED % (1, "0000000000001-ab"), 77, ex=60)
        redis.set(LEASE % 0, "a worker", px=60_000)
        yield b"".join(read_commands(redis, 2, ["0000000000001-ab", "0000000000002-cd"]))


def read_state(redis: Redis) -> dict[str, object]:
    """Everything that must come back."""
    return {key: redis.xrange(key) if key.startswith(("events", "dead")) else redis.hgetall(key) for key in KEPT} | {
        "drained": redis.get(DRAINED % (1, "0000000000001-ab"))
    }


def test_they_are_an_append_only_file_for_both_kinds_of_redis(
    commands: bytes, redis_url: str, redis_program: str, tmp_path: Path
) -> None:
    for process in run_redis(program=redis_program):
        process.stop()
        for old in (*process.directory.glob("*.aof"), *process.directory.glob("appendonlydir/*")):
            old.unlink()
        for empty in process.directory.glob("appendonlydir"):
            empty.rmdir()
        (process.directory / "appendonly.aof").write_bytes(commands)
        process.start()
        with Redis.from_url(process.url) as restored, Redis.from_url(redis_url) as redis:
            assert read_state(restored) == read_state(redis)
            assert sum(restored.xlen(STREAM % shard) for shard in range(2)) == 900
            assert not restored.exists(LEASE % 0)


def test_they_run_on_a_redis_of_your_own_that_is_empty(
    commands: bytes, redis_url: str, private_redis: RedisProcess
) -> None:
    pieces = [commands[first : first + 1000] for first in range(0, len(commands), 1000)]
    with Redis.from_url(private_redis.url) as restored, Redis.from_url(redis_url) as redis:
        apply_commands(restored, pieces, 2)
        assert read_state(restored) == read_state(redis)
        with pytest.raises(TransferFailed, match="holds events already"):
            apply_commands(restored, pieces, 2)
