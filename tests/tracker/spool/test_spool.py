"""What waits on disk comes to its stream in order and once, whoever is killed in between."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
import redis

from events.keys import ACCEPTED, SPOOL_ARRIVALS, SPOOLED
from events.spool import Waiting, decode_waiting, list_segments
from tests.tracker.making import NOW_MS
from tests.tracker.spool.spooling import SITE, drain, expect_numbers, fill, make_spool, read_numbers
from tracker.errors import BufferFull
from tracker.spool.segment import adopt_segment
from tracker.spool.spool import Spool

pytestmark = pytest.mark.redis_contract


def is_drained(size_bytes: int, spool: Spool) -> bool:
    return spool.segments[0].drained > size_bytes


def test_what_a_worker_left_is_drained_in_order_and_counted(tmp_path: Path, redis_url: str) -> None:
    for worker in (0, 3):
        spool = make_spool(tmp_path, worker)
        fill(spool, range(100 * worker, 100 * worker + 40))
        spool.close()
    assert drain(tmp_path, redis_url).drained == 240
    for shard in range(2):
        numbers = read_numbers(redis_url, shard)
        for first in (0, 300):
            flushes = range(first, first + 40)
            own = [line for line in numbers if int(line[1:].partition(b",")[0]) in flushes]
            assert own == expect_numbers(flushes, shard)
    assert list_segments(tmp_path) == []
    with redis.Redis.from_url(redis_url) as client:
        assert [client.hgetall(ACCEPTED % shard) for shard in range(2)] == [{b"7": b"120"}] * 2
        assert client.hgetall(SPOOLED) == {}
        assert client.hget(SPOOL_ARRIVALS % 0, "accepted_ms") == str(NOW_MS).encode()


def test_a_segment_that_somebody_has_is_left_alone(tmp_path: Path, redis_url: str) -> None:
    spool = make_spool(tmp_path)
    fill(spool, range(1))
    (path,) = list_segments(tmp_path)
    assert adopt_segment(path) is None
    spool.close()
    adopted = adopt_segment(path)
    assert adopted is not None
    assert adopted.describe() == Waiting(NOW_MS, {SITE: 3})
    adopted.close()


def test_a_drain_that_is_killed_halfway_is_taken_up_where_it_stood(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.spool.drain.CHUNK_RECORDS", 7)
    spool = make_spool(tmp_path)
    fill(spool, range(100))
    spool.close()
    content = list_segments(tmp_path)[0].read_bytes()
    for hundredths in range(0, 100, 30):
        drain(tmp_path, redis_url, partial(is_drained, len(content) * hundredths // 100))
        with redis.Redis.from_url(redis_url) as client:
            (waiting,) = client.hvals(SPOOLED)
        assert decode_waiting(waiting).since_ms == NOW_MS
    drain(tmp_path, redis_url)
    assert read_numbers(redis_url, 0) + read_numbers(redis_url, 1) == [
        *expect_numbers(range(100), 0),
        *expect_numbers(range(100), 1),
    ]


def test_a_drain_that_is_killed_before_the_file_is_gone_repeats_nothing(tmp_path: Path, redis_url: str) -> None:
    spool = make_spool(tmp_path)
    fill(spool, range(10))
    spool.close()
    (path,) = list_segments(tmp_path)
    content = path.read_bytes()
    for _ in range(3):
        path.write_bytes(content)
        drain(tmp_path, redis_url)
    assert read_numbers(redis_url, 0) == expect_numbers(range(10), 0)


def test_damage_is_skipped_counted_and_kept(tmp_path: Path, redis_url: str) -> None:
    spool = make_spool(tmp_path)
    fill(spool, range(10))
    spool.close()
    (path,) = list_segments(tmp_path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content[:-1])
    counts = drain(tmp_path, redis_url)
    assert (counts.drained, counts.spool_damaged_bytes > 0) == (24, True)
    assert [file.suffix for file in path.parent.iterdir()] == [".damaged"]


def test_a_segment_is_ended_when_it_is_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.spool.spool.SEGMENT_BYTES", 200)
    spool = make_spool(tmp_path)
    fill(spool, range(20))
    assert len(list_segments(tmp_path)) > 3
    assert spool.size_bytes == sum(path.stat().st_size for path in list_segments(tmp_path))
    spool.close()


def test_the_limit_of_the_spool_is_kept(tmp_path: Path) -> None:
    spool = make_spool(tmp_path, max_bytes=200)
    with pytest.raises(BufferFull):
        fill(spool, range(20))
    assert 100 < spool.size_bytes <= 200
    spool.close()


def test_what_a_full_disk_cut_off_is_not_read(tmp_path: Path) -> None:
    spool = make_spool(tmp_path)
    fill(spool, range(1))
    with limit_file_size(spool.size_bytes + 10), pytest.raises(BufferFull, match="File too large"):
        fill(spool, range(1, 2))
    fill(spool, range(2, 3))
    spool.close()
    adopted = adopt_segment(list_segments(tmp_path)[0])
    assert adopted is not None
    rest = adopted.read_rest()
    assert [record.value[:2] for record in rest.records] == [b"[0", b"[2"]
    assert rest.damaged_bytes == 0
    adopted.close()


@contextmanager
def limit_file_size(size_bytes: int) -> Iterator[None]:
    """Writing past it fails halfway, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
