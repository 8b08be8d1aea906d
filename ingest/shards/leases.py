"""Which shards this worker may read: a share of all by a roll of living workers, each shard held by a lease.

A lease is a key with a time to live that holds the worker's name. Every read and every renewal is a transaction that
watches this key, so Redis itself refuses them from the moment on that the lease is not ours any more.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from threading import Lock
from typing import Any

from redis import Redis
from redis.client import Pipeline
from redis.exceptions import RedisError, WatchError

from events.keys import LEASE, PAUSE, WORKERS
from events.lua import load_script
from ingest.errors import LeaseLost, ShardPaused

# How long a killed worker's shards wait for another one. A living one renews its leases however long a batch takes; one
# that stood still for longer, so that another took over, writes its batch under the same token as the other.
LEASE_MS = 4_000
_ROLL = load_script("ingest.shards", "roll.lua")

# Of the time that an attempt has cost in vain.
_REST_FACTOR = 4
_LONGEST_REST_SECONDS = 30.0
# Beside the shards.
_ROLL_PLACE = -1

Queue = Callable[[Pipeline], object]


class Leases:
    """The leases of one worker; ``held`` are the shards it may read, as far as it knows."""

    def __init__(self, redis: Redis, worker: str, shards: int, lease_ms: int = LEASE_MS) -> None:
        self.held: set[int] = set()
        self._redis = redis
        self._worker = worker
        self._shards = shards
        self._lease_ms = lease_ms
        self._roll = [worker]
        self._rests_until: dict[int, float] = {}
        # Two transactions of ours on one lease at a time would refuse each other.
        self._turns = [Lock() for _ in range(shards)]

    def rebalance(self) -> list[int]:
        """Signs the roll, lets go of shards beyond our share, keeps the others, takes what is free; the taken ones.

        All workers read the same roll, so no two shares meet; while they disagree for a moment the lease decides. In a
        Redis Cluster some nodes may be away and their shards with them: only if none is left that is raised.
        """
        taken: list[int] = []
        if not self.held:
            # Nobody is kept waiting.
            self._rests_until.clear()
        failures = [self._read_roll()]
        share = choose_share(self._roll, self._worker, self._shards)
        with suppress(RedisError):
            self._release(self.held - share)
        self.held &= share
        failures += [self._spare(shard, partial(self._hold, shard, taken)) for shard in sorted(share)]
        failure = next((each for each in failures if each), None)
        if failure and not self.held:
            raise failure
        return taken

    def run(self, shard: int, queue: Queue, *, heeds_pause: bool = False) -> list[Any]:
        """The answers to the commands that ``queue`` puts on a transaction; renews the lease with them.

        Raises :class:`LeaseLost`, or :class:`ShardPaused` where a pause is to be heeded, and then nothing was done.
        """
        try:
            return self._run_fenced(shard, queue, self._lease_ms, heeds_pause)
        except (LeaseLost, WatchError) as exc:
            self.held.discard(shard)
            raise LeaseLost(f"shard {shard}") from exc

    def renew(self, shard: int) -> None:
        """Keeps the lease for another while; raises :class:`LeaseLost`."""
        self.run(shard, _nothing_more)

    def keep(self) -> None:
        """Stays on the roll and renews all leases; one that is lost, or Redis away, is noticed by who reads next."""
        for shard in sorted(self.held):
            with suppress(LeaseLost, RedisError):
                self._run_fenced(shard, _nothing_more, self._lease_ms)
        self._read_roll()

    def drop(self, shard: int, spent_seconds: float) -> None:
        """Believes no longer to hold a shard whose node failed; the longer that took to show, the later it is tried."""
        self.held.discard(shard)
        self._rests_until[shard] = time.monotonic() + min(_REST_FACTOR * spent_seconds, _LONGEST_REST_SECONDS)

    def forget(self) -> None:
        """Believes to hold nothing; the next rebalance finds out what is still ours."""
        self.held.clear()

    def give_back(self) -> None:
        """Lets go of everything and leaves the roll, so that the others need not wait for the time to live."""
        self._release(set(self.held))
        self._redis.zrem(WORKERS, self._worker)

    def _read_roll(self) -> RedisError | None:
        """Signs and reads it; what kept us from it, and then the last one is as good as any."""
        return self._spare(_ROLL_PLACE, self._sign_roll)

    def _sign_roll(self) -> None:
        members: Any = self._redis.eval(_ROLL, 1, WORKERS, self._worker, str(self._lease_ms))
        self._roll = [member.decode() for member in members]

    def _spare(self, place: int, act: Callable[[], None]) -> RedisError | None:
        """Acts, and gives what failed; a node that kept us waiting for nothing gets a small part of our time."""
        started = time.monotonic()
        if started < self._rests_until.get(place, 0.0):
            return None
        try:
            act()
        except RedisError as exc:
            self.drop(place, time.monotonic() - started)
            return exc
        return None

    def _hold(self, shard: int, taken: list[int]) -> None:
        if shard in self.held:
            with suppress(LeaseLost):
                self.renew(shard)
        if shard not in self.held and self._take(shard):
            self.held.add(shard)
            taken.append(shard)

    def _take(self, shard: int) -> bool:
        key = LEASE % shard
        is_free = self._redis.set(key, self._worker, nx=True, px=self._lease_ms)
        return bool(is_free) or self._redis.get(key) == self._worker.encode()

    def _release(self, shards: Iterable[int]) -> None:
        for shard in shards:
            self.held.discard(shard)
            with suppress(LeaseLost, WatchError):
                self._run_fenced(shard, _nothing_more, 0)

    def _run_fenced(self, shard: int, queue: Queue, lease_ms: int, heeds_pause: bool = False) -> list[Any]:
        key, pause = LEASE % shard, PAUSE % shard
        with self._turns[shard], self._redis.pipeline(transaction=True) as pipeline:
            pipeline.watch(key, pause)  # type: ignore[no-untyped-call]
            holder, paused = pipeline.mget(key, pause)
            if holder != self._worker.encode():
                raise LeaseLost(f"shard {shard}")
            if paused and heeds_pause:
                raise ShardPaused(f"shard {shard}")
            pipeline.multi()
            # A time to live of nothing removes the key.
            pipeline.pexpire(key, lease_ms)
            queue(pipeline)
            _, *answers = pipeline.execute()
        return answers


def _nothing_more(_: Pipeline) -> None:
    """A transaction that only sets the time to live."""


def choose_share(workers: Iterable[str], worker: str, shards: int) -> set[int]:
    """Every n-th shard, counted from the worker's place on the roll: no two shares differ by more than one."""
    roll = sorted(workers)
    return set(range(roll.index(worker), shards, len(roll)))
