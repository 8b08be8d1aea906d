"""Limits the events of an address and of a site: token buckets of this worker, reconciled with the others in Redis.

A request takes from the worker's own bucket only. What passed is taken in the background from a bucket in Redis, as
soon as it is a noticeable part of it, and the worker goes on with what is left there: together the workers let pass
what one would, and at most an eighth more for a moment. While Redis is away each worker has its own bucket alone.
"""

import asyncio
import hashlib
import time
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from events.enums import Rejection
from events.event import Event
from events.keys import RATE
from events.lua import hash_script, load_script
from events.snapshot import EdgeSite
from tracker.counts import Counts
from tracker.errors import BufferUnavailable
from tracker.parsing.request import FindSite
from tracker.redis.buckets import HOUR_SECONDS, Buckets
from tracker.redis.client import Commands, RedisClient
from tracker.redis.connection import pack
from tracker.redis.counted_sales import CountedSales

# A telephone has a /64 of its own, and a provider's customer up to a /48: it may send as much as so many telephones.
NETWORKS_IN_PREFIX = 64
_FORGET_EVERY_SECONDS = 20
_PAUSE_SECONDS = 0.05

_SCRIPT = load_script("tracker.redis", "rate_limits.lua")
_LOAD = pack("SCRIPT", "LOAD", _SCRIPT)
_SHA = hash_script(_SCRIPT)


class Limits:
    """All kinds of buckets, and those of all workers in Redis; ``secret`` keys the names that Redis sees."""

    def __init__(
        self, addresses: Buckets, sites: Buckets, sales: Buckets, redis: RedisClient, secret: bytes, counts: Counts
    ) -> None:
        self._addresses = addresses
        self._prefixes = addresses.widen("prefix", NETWORKS_IN_PREFIX)
        self._sites = sites
        self._sales = sales
        self._counted = CountedSales()
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

        def find(site_key: object) -> EdgeSite | Rejection:
            site = find_site(site_key)
            is_allowed = isinstance(site, Rejection) or self._sites.take(str(site.site_id), 1)
            return site if is_allowed else Rejection.RATE_LIMITED

        return find

    def allow_sale(self, site: EdgeSite, event: Event) -> bool:
        """Whether the site's browsers may report one more sale in this hour; one that arrives again takes nothing."""
        if not site.browser_sales_per_hour or self._counted.has(event):
            return True
        is_allowed = self._sales.take(str(site.site_id), 1, site.browser_sales_per_hour / HOUR_SECONDS)
        if is_allowed:
            self._counted.add(event)
        return is_allowed

    async def run(self) -> None:
        """Reconciles until cancelled."""
        every = (self._addresses, self._prefixes, self._sites, self._sales)
        forget_at = time.monotonic() + _FORGET_EVERY_SECONDS
        try:
            while True:
                await asyncio.sleep(_PAUSE_SECONDS)
                for buckets in every:
                    if buckets.due:
                        await self._reconcile(buckets)
                if time.monotonic() > forget_at:
                    forget_at += _FORGET_EVERY_SECONDS
                    for buckets in every:
                        buckets.forget_idle()
        finally:
            self._redis.close()

    async def _reconcile(self, buckets: Buckets) -> None:
        due = buckets.take_due()
        commands = [self._pack_take(buckets, *each) for each in due]
        for (name, _, _), replies in zip(due, await self._redis.execute_all(commands, _LOAD), strict=True):
            if not isinstance(replies, BufferUnavailable) and isinstance(replies[0], bytes):
                buckets.reconcile(name, float(replies[0]))
            else:
                self._counts.unreconciled_limits += 1

    def _pack_take(self, buckets: Buckets, name: str, events: int, per_second: float) -> Commands:
        # Neither Redis nor its file may contain an address.
        digest = hashlib.blake2b(f"{buckets.kind}:{name}".encode(), digest_size=16, key=self._secret[:64]).hexdigest()
        now_ms = time.time_ns() // 1_000_000
        key = RATE % digest
        capacity = per_second * buckets.burst_seconds
        return Commands(key, pack("EVALSHA", _SHA, 1, key, events, str(per_second), str(capacity), now_ms))


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
