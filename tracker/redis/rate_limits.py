"""Limits the events of an address and of a site: token buckets of this worker, reconciled with the others in Redis.

A request takes from the worker's own bucket only. What passed is taken in the background from a bucket in Redis, as
soon as it is a noticeable part of it, and the worker goes on with what is left there: together the workers let pass
what one would, and at most an eighth more for a moment. While Redis is away each worker has its own bucket alone.
"""

import asyncio
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from events.enums import Rejection
from events.keys import RATE
from events.lua import hash_script, load_script
from tracker.counts import Counts
from tracker.errors import BufferUnavailable
from tracker.parsing.request import FindSite
from tracker.redis.client import Commands, RedisClient
from tracker.redis.connection import pack

BURST_SECONDS = 10
# Workers that each keep to themselves less than this part of a full bucket let pass too much by an eighth at most.
_KEPT_PART = 8
# A telephone has a /64 of its own, and a provider's customer up to a /48: it may send as much as so many telephones.
NETWORKS_IN_PREFIX = 64
# Beyond it a sender has so many addresses that a limit for each of them does not help.
MAX_BUCKETS = 100_000
_IDLE_SECONDS = 2 * BURST_SECONDS
_PAUSE_SECONDS = 0.05
_MAX_AT_ONCE = 500

_SCRIPT = load_script("tracker.redis", "rate_limits.lua")
_LOAD = pack("SCRIPT", "LOAD", _SCRIPT)
_SHA = hash_script(_SCRIPT)


@dataclass(slots=True)
class Bucket:
    """What may still pass, as of when, and what passed without the knowledge of the other workers."""

    level: float
    at: float
    unreported: int = 0


class Buckets:
    """One bucket for each name; ``per_second`` 0 lets everything pass."""

    def __init__(self, kind: str, per_second: int, workers: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.kind = kind
        self.per_second = per_second
        self.capacity = per_second * BURST_SECONDS
        self.due: set[str] = set()
        self._kept = self.capacity / (_KEPT_PART * workers)
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def widen(self, kind: str, factor: int) -> "Buckets":
        """Others that let pass ``factor`` times as much."""
        wide = Buckets(kind, self.per_second * factor, 1, self._clock)
        wide._kept = self._kept * factor
        return wide

    def take(self, name: str, events: int) -> bool:
        """Whether they may pass; the last ones before the limit may exceed it, and are paid back."""
        if not self.per_second or not name:
            return True
        now = self._clock()
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._add(name, now)
        else:
            bucket.level = min(self.capacity, bucket.level + (now - bucket.at) * self.per_second)
            bucket.at = now
        if bucket.level < 1:
            return False
        bucket.level -= events
        bucket.unreported += events
        if bucket.unreported >= self._kept:
            self.due.add(name)
        return True

    def take_due(self) -> list[tuple[str, int]]:
        """Names and what passed under them since it was last reported."""
        due = []
        for name in [self.due.pop() for _ in range(min(len(self.due), _MAX_AT_ONCE))]:
            bucket = self._buckets.get(name)
            if bucket is not None:
                due.append((name, bucket.unreported))
                bucket.unreported = 0
        return due

    def reconcile(self, name: str, left: float) -> None:
        """Goes on with what is left for all workers."""
        bucket = self._buckets.get(name)
        if bucket is not None:
            bucket.level = min(bucket.level, left - bucket.unreported)

    def forget_idle(self) -> None:
        """Drops the buckets that are full again."""
        before = self._clock() - _IDLE_SECONDS
        self._buckets = {name: bucket for name, bucket in self._buckets.items() if bucket.at > before}

    def _add(self, name: str, now: float) -> Bucket:
        if len(self._buckets) >= MAX_BUCKETS:
            self._buckets.clear()
        bucket = self._buckets[name] = Bucket(self.capacity, now)
        return bucket


class Limits:
    """Both kinds of buckets, and those of all workers in Redis; ``secret`` keys the names that Redis sees."""

    def __init__(self, addresses: Buckets, sites: Buckets, redis: RedisClient, secret: bytes, counts: Counts) -> None:
        self._addresses = addresses
        self._prefixes = addresses.widen("prefix", NETWORKS_IN_PREFIX)
        self._sites = sites
        self._redis = redis
        self._secret = secret
        self._counts = counts

    def allow_address(self, address: str, events: int) -> bool:
        """Whether this client may send so much more; an empty address has no limit."""
        if ":" not in address:
            return self._addresses.take(address, events)
        network, prefix = name_networks(address)
        return self._addresses.take(network, events) and self._prefixes.take(prefix, events)

    def limit_sites(self, find_site: FindSite) -> FindSite:
        """``find_site`` that takes one event from the limit of the site it finds, and rejects beyond the limit."""
        if not self._sites.per_second:
            return find_site

        def find(site_key: object) -> int | Rejection:
            site_id = find_site(site_key)
            is_allowed = isinstance(site_id, Rejection) or self._sites.take(str(site_id), 1)
            return site_id if is_allowed else Rejection.RATE_LIMITED

        return find

    async def run(self) -> None:
        """Reconciles until cancelled."""
        forget_at = time.monotonic() + _IDLE_SECONDS
        try:
            while True:
                await asyncio.sleep(_PAUSE_SECONDS)
                for buckets in (self._addresses, self._prefixes, self._sites):
                    if buckets.due:
                        await self._reconcile(buckets)
                if time.monotonic() > forget_at:
                    forget_at += _IDLE_SECONDS
                    for buckets in (self._addresses, self._prefixes, self._sites):
                        buckets.forget_idle()
        finally:
            self._redis.close()

    async def _reconcile(self, buckets: Buckets) -> None:
        due = buckets.take_due()
        commands = [self._pack_take(buckets, name, events) for name, events in due]
        for (name, _), replies in zip(due, await self._redis.execute_all(commands, _LOAD), strict=True):
            if not isinstance(replies, BufferUnavailable) and isinstance(replies[0], bytes):
                buckets.reconcile(name, float(replies[0]))
            else:
                self._counts.unreconciled_limits += 1

    def _pack_take(self, buckets: Buckets, name: str, events: int) -> Commands:
        # Neither Redis nor its file may contain an address.
        digest = hashlib.blake2b(f"{buckets.kind}:{name}".encode(), digest_size=16, key=self._secret[:64]).hexdigest()
        now_ms = time.time_ns() // 1_000_000
        key = RATE % digest
        return Commands(key, pack("EVALSHA", _SHA, 1, key, events, buckets.per_second, buckets.capacity, now_ms))


@lru_cache(4096)
def name_networks(address: str) -> tuple[str, str]:
    """The /64 of an IPv6 address, within which one client has all addresses, and its /48; IPv4 out of IPv6."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address, ""
    mapped = getattr(parsed, "ipv4_mapped", None) if isinstance(parsed, IPv6Address) else parsed
    if mapped is not None:
        return str(mapped), ""
    return str(ip_network((parsed, 64), strict=False)), str(ip_network((parsed, 48), strict=False))
