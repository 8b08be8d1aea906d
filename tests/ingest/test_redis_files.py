"""What was removed from Redis leaves its append-only file: acknowledged events after a while, a person's at once."""

import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest
from redis import Redis

from buffer.rewrite import rewrite_files, run_rewrites
from ingest.erasure import erase_waiting, mentions
from supervisor.redis_server import describe_redis
from tests.fixtures.redis import RedisProcess, run_redis
from tests.ingest.builders import append_events, make_event
from warehouse.upkeep.erasure import Person

EVE = Person(7, frozenset({"visitor-eve"}), frozenset(), "", frozenset({"eve@shop.example"}))
_PATIENCE_SECONDS = 120


@pytest.fixture
def like_embedded(redis_program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisProcess]:
    """A server with the options of the embedded one that concern its file."""
    command = describe_redis(tmp_path_factory.mktemp("r"), "always").command
    place = command.index("--aof-use-rdb-preamble")
    yield from run_redis(*command[place : place + 2], program=redis_program)


def read_files(process: RedisProcess) -> bytes:
    """All append-only files, as they stand on the disk."""
    return b"".join(path.read_bytes() for path in process.directory.rglob("*") if path.is_file())


def test_a_persons_waiting_events_leave_the_file(like_embedded: RedisProcess) -> None:
    with Redis.from_url(like_embedded.url) as redis:
        for number in range(20):
            append_events(redis, [make_event(visitor_id="visitor-eve"), make_event(visitor_id=f"bob-{number}")])
        append_events(redis, [make_event(visitor_id="v", url="https://shop.example/?m=Eve@shop.example")])
        assert b"visitor-eve" in read_files(like_embedded)
        assert erase_waiting(redis, 2, partial(mentions, person=EVE)) == 21
        assert rewrite_files(redis) == 1
    content = read_files(like_embedded)
    assert (b"visitor-eve" in content, b"Eve@" in content, b"bob-19" in content) == (False, False, True)


def test_what_ingest_has_removed_leaves_the_file_by_itself(like_embedded: RedisProcess) -> None:
    stop = threading.Event()
    with Redis.from_url(like_embedded.url) as redis:
        kept = redis.xadd("events:{0}", {"e": b"to be kept", "n": 1})
        removed = redis.xadd("events:{0}", {"e": b"address 203.0.113.77", "n": 1})
        redis.xdel("events:{0}", removed)
        thread = threading.Thread(target=run_rewrites, args=(redis, 0.1, stop))
        thread.start()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while b"203.0.113.77" in read_files(like_embedded):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        stop.set()
        thread.join()
        like_embedded.stop()
        like_embedded.start()
        assert [entry for entry, _ in redis.xrange("events:{0}")] == [kept]
