"""Token buckets of one worker, one for each name, which count what the other workers do not know yet."""

import time
from collections.abc import Callable
from dataclasses import dataclass

BURST_SECONDS = 10
HOUR_SECONDS = 3600
# Workers that each keep to themselves less than this part of a full bucket let pass too much by an eighth at most.
_KEPT_PART = 8
# Beyond it a sender has so many addresses that a limit for each of them does not help.
MAX_BUCKETS = 100_000
_MAX_AT_ONCE = 500


@dataclass(slots=True)
class Bucket:
    """What may still pass, as of when, its refill, and what passed without the knowledge of the other workers."""

    level: float
    at: float
    per_second: float
    unreported: int = 0


class Buckets:
    """One bucket for each name; ``per_second`` 0 lets everything pass. A full bucket holds ``burst_seconds`` of it."""

    def __init__(
        self,
        kind: str,
        per_second: int,
        workers: int,
        clock: Callable[[], float] = time.monotonic,
        burst_seconds: int = BURST_SECONDS,
    ) -> None:
        self.kind = kind
        self.per_second = per_second
        self.burst_seconds = burst_seconds
        self.due: set[str] = set()
        self._kept_seconds = burst_seconds / (_KEPT_PART * workers)
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}

    def widen(self, kind: str, factor: int) -> "Buckets":
        """Others that let pass ``factor`` times as much."""
        wide = Buckets(kind, self.per_second * factor, 1, self._clock, self.burst_seconds)
        wide._kept_seconds = self._kept_seconds
        return wide

    def take(self, name: str, events: int, per_second: float | None = None) -> bool:
        """Whether they may pass, by the name's own rate if one is given.

        The last ones before the limit may exceed it, and are paid back.
        """
        rate = self.per_second if per_second is None else per_second
        if not rate or not name:
            return True
        now = self._clock()
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._add(name, now, rate)
        else:
            bucket.level = min(rate * self.burst_seconds, bucket.level + (now - bucket.at) * rate)
            bucket.at, bucket.per_second = now, rate
        if bucket.level < 1:
            return False
        bucket.level -= events
        bucket.unreported += events
        if bucket.unreported >= rate * self._kept_seconds:
            self.due.add(name)
        return True

    def take_due(self) -> list[tuple[str, int, float]]:
        """Names, what passed under them since it was last reported, and their rates."""
        due = []
        for name in [self.due.pop() for _ in range(min(len(self.due), _MAX_AT_ONCE))]:
            bucket = self._buckets.get(name)
            if bucket is not None:
                due.append((name, bucket.unreported, bucket.per_second))
                bucket.unreported = 0
        return due

    def reconcile(self, name: str, left: float) -> None:
        """Goes on with what is left for all workers."""
        bucket = self._buckets.get(name)
        if bucket is not None:
            bucket.level = min(bucket.level, left - bucket.unreported)

    def forget_idle(self) -> None:
        """Drops the buckets that are full again."""
        before = self._clock() - 2 * self.burst_seconds
        self._buckets = {name: bucket for name, bucket in self._buckets.items() if bucket.at > before}

    def _add(self, name: str, now: float, rate: float) -> Bucket:
        if len(self._buckets) >= MAX_BUCKETS:
            self._buckets.clear()
        bucket = self._buckets[name] = Bucket(rate * self.burst_seconds, now, rate)
        return bucket


def make_sale_buckets(workers: int) -> Buckets:
    """Of the sales that a site's browsers report in an hour; each site has a rate of its own."""
    return Buckets("sales", 0, workers, burst_seconds=HOUR_SECONDS)
