"""Which shards this worker may read: an equal share among the live workers, each shard held by a lease.

A lease is a key with a time to live that holds the worker's name. Every read and every renewal is a script that checks
this key first, so Redis itself rejects them as soon as another worker has the lease.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from buffer.lock import release_lock, renew_lock, take_lock
from events.keys import GROUP, LEASE, PAUSE, STREAM, WORKERS
from events.lua import load_script
from ingest.entries import Entry
from ingest.errors import BatchInFlight, LeaseLost, ShardPaused

# How long a killed worker's shards wait for another one. A live one renews its leases however long a batch takes; one
# that was suspended for longer, so that another took over, writes its batch under the same token as the other.
LEASE_MS = 4_000
# All workers read as this consumer of the group; see ingest.batch.
CONSUMER = "owner"
_MEMBERSHIP = load_script("ingest.shards", "membership.lua")
_READ = load_script("ingest.shards", "read.lua")
_NOT_READ = {b"lease lost": LeaseLost, b"paused": ShardPaused, b"in flight": BatchInFlight}

# Of the time that a failed attempt has cost.
_WAIT_FACTOR = 4
_LONGEST_WAIT_SECONDS = 30.0
# Stands for the node of the list of workers, beside those of the shards.
_WORKERS_NODE = -1


class Leases:
    """The leases of one worker; ``held`` are the shards it may read, as far as it knows."""

    def __init__(self, redis: Redis, worker: str, shards: int, lease_ms: int = LEASE_MS) -> None:
        self.held: set[int] = set()
        self._redis = redis
        self._worker = worker
        self._shards = shards
        self._lease_ms = lease_ms
        self._workers = [worker]
        self._retry_at: dict[int, float] = {}

    def rebalance(self) -> list[int]:
        """Registers, releases shards beyond our share, renews the others, takes free ones; returns the taken ones.

        All workers read the same list of workers, so no two shares overlap; while they disagree for a moment the lease
        decides. In a Redis Cluster some nodes may be away and their shards with them: an error is raised only if no
        shard is held.
        """
        taken: list[int] = []
        if not self.held:
            # Nothing else waits, so every node is tried at once.
            self._retry_at.clear()
        failures = [self._refresh_workers()]
        share = choose_share(self._workers, self._worker, self._shards)
        with suppress(RedisError):
            self._release(self.held - share)
        self.held &= share
        failures += [self._attempt(shard, partial(self._hold, shard, taken)) for shard in sorted(share)]
        failure = next((each for each in failures if each), None)
        if failure and not self.held:
            raise failure
        return taken

    def read_new(self, shard: int, count: int, last_id: bytes) -> list[Entry]:
        """Delivers up to ``count`` entries after ``last_id``, the last one of the batch so far; renews the lease.

        Raises :class:`LeaseLost`, :class:`ShardPaused`, or :class:`BatchInFlight` if more than that is in flight; then
        nothing was delivered.
        """
        return self._read(shard, count, ">", last_id)

    def read_in_flight(self, shard: int) -> list[Entry]:
        """All that is delivered and not acknowledged, by one command; renews the lease or raises :class:`LeaseLost`."""
        return self._read(shard, 0, "0", b"")

    def renew(self, shard: int) -> None:
        """Extends the lease; raises :class:`LeaseLost`."""
        if not renew_lock(self._redis, LEASE % shard, self._worker, self._lease_ms):
            self.held.discard(shard)
            raise LeaseLost(f"shard {shard}")

    def renew_all(self) -> None:
        """Stays registered and renews all leases; a lost one, or Redis away, is noticed by the next read."""
        for shard in sorted(self.held):
            with suppress(RedisError):
                renew_lock(self._redis, LEASE % shard, self._worker, self._lease_ms)
        self._refresh_workers()

    def suspend(self, shard: int, spent_seconds: float) -> None:
        """Stops using a shard whose node failed; the longer the failure took to show, the later it is tried again."""
        self.held.discard(shard)
        self._retry_at[shard] = time.monotonic() + min(_WAIT_FACTOR * spent_seconds, _LONGEST_WAIT_SECONDS)

    def reset(self) -> None:
        """Assumes to hold nothing; the next rebalance finds out which leases are still ours."""
        self.held.clear()

    def release_all(self) -> None:
        """Releases everything and unregisters, so that the others need not wait for the leases to expire."""
        self._release(set(self.held))
        self._redis.zrem(WORKERS, self._worker)

    def _refresh_workers(self) -> RedisError | None:
        """Registers and reads the live workers; after a failure, which is returned, the last list stays in use."""
        return self._attempt(_WORKERS_NODE, self._register)

    def _register(self) -> None:
        workers: Any = self._redis.eval(_MEMBERSHIP, 1, WORKERS, self._worker, str(self._lease_ms))
        self._workers = [worker.decode() for worker in workers]

    def _attempt(self, node: int, act: Callable[[], None]) -> RedisError | None:
        """Acts and returns the failure; a node that failed slowly is left alone for a multiple of that time."""
        started = time.monotonic()
        if started < self._retry_at.get(node, 0.0):
            return None
        try:
            act()
        except RedisError as exc:
            self.suspend(node, time.monotonic() - started)
            return exc
        return None

    def _hold(self, shard: int, taken: list[int]) -> None:
        if shard in self.held:
            with suppress(LeaseLost):
                self.renew(shard)
        if shard not in self.held and take_lock(self._redis, LEASE % shard, self._worker, self._lease_ms):
            self.held.add(shard)
            taken.append(shard)

    def _release(self, shards: Iterable[int]) -> None:
        for shard in shards:
            self.held.discard(shard)
            release_lock(self._redis, LEASE % shard, self._worker)

    def _read(self, shard: int, count: int, after: str, last_id: bytes) -> list[Entry]:
        keys = [LEASE % shard, PAUSE % shard, STREAM % shard]
        asked: list[str | bytes] = [self._worker, str(self._lease_ms), GROUP, CONSUMER, str(count), after, last_id]
        reply: Any = self._redis.eval(_READ, len(keys), *keys, *asked)
        if reply[0] in _NOT_READ:
            failure = _NOT_READ[reply[0]]
            if failure is LeaseLost:
                self.held.discard(shard)
            raise failure(f"shard {shard}")
        return [(entry_id, _pair(fields or ())) for entry_id, fields in reply[1]]


def _pair(fields: Sequence[bytes]) -> dict[bytes, bytes]:
    """Names and values that Redis lists in turn."""
    return dict(zip(fields[::2], fields[1::2], strict=True))


def choose_share(workers: Iterable[str], worker: str, shards: int) -> set[int]:
    """Every n-th shard, beginning at the worker's place among all: no two shares differ by more than one."""
    ordered = sorted(workers)
    return set(range(ordered.index(worker), shards, len(ordered)))
