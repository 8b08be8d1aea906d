"""Which sales of browsers were counted within the last hours, so that one that arrives again is not counted again.

A page that cannot read our answer sends its events once more, under the same ids. Kept by each worker for itself.
"""

import time
from collections.abc import Callable

from events.event import Event
from tracker.redis.buckets import HOUR_SECONDS

# Of an hour and all sites: beyond it the oldest are forgotten sooner, and would be counted again.
MAX_SALES = 50_000


class CountedSales:
    """The sales by site, event id and order: a known id that comes with another order is another sale.

    Two sets of an hour each; when the newer one is full or an hour old, the older one is dropped. So a sale is
    remembered for an hour at least, and two at most.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since = clock()
        self._newer: set[int] = set()
        self._older: set[int] = set()

    def has(self, event: Event) -> bool:
        """Whether it was added and is remembered."""
        self._forget()
        key = _make_key(event)
        return key in self._newer or key in self._older

    def add(self, event: Event) -> None:
        """Remembers it."""
        self._newer.add(_make_key(event))

    def _forget(self) -> None:
        age = self._clock() - self._since
        if age < HOUR_SECONDS and len(self._newer) < MAX_SALES:
            return
        self._older = self._newer if age < 2 * HOUR_SECONDS else set()
        self._newer = set()
        self._since = self._clock()


def _make_key(event: Event) -> int:
    """Python's hash of texts has another key in each process, so nobody can choose events of one key."""
    return hash((event.site_id, event.event_id, event.order_id))
