"""What reports have found a moment ago: a page makes several calls, and many pages ask for the same."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from reports.paths.kept_answers import AnswerStore
from reports.paths.question import InHand, UnsettledConversion
from reports.settled.touched import Arrived
from reports.settled.turn_log import LastTurn

_LIFE_SECONDS = 1.0
# Longer than this a call does not wait for what another one finds.
_LONGEST_WAIT_SECONDS = 5.0
Arrivals = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Touched:
    """Conversions of any time that arrivals touched; ``in_hand`` None: nobody has needed their paths yet."""

    conversions: frozenset[UnsettledConversion] = frozenset()
    in_hand: InHand | None = None


@dataclass(slots=True)
class SiteArrivals:
    """What was found last for one site, after which arrivals and when."""

    clock: Callable[[], float]
    lock: Lock = field(default_factory=Lock)
    _arrivals: Arrivals | None = None
    _since: float = 0.0
    _touched: Touched | None = None

    def find(self, arrivals: Arrivals) -> Touched | None:
        """What these touched, as far as it is known; of others nothing is from now on."""
        now = self.clock()
        if self._arrivals == arrivals and now < self._since + _LIFE_SECONDS:
            return self._touched
        self._arrivals, self._since, self._touched = arrivals, now, None
        return None

    def keep(self, touched: Touched) -> None:
        """Of the arrivals that were asked for last."""
        self._touched = touched


@dataclass(frozen=True, slots=True)
class RecentFindings:
    """Of every site: what arrivals touched, for a second, and answers, until what they are made from changes.

    ``answers`` None: none are given again.
    """

    clock: Callable[[], float] = time.monotonic
    answers: AnswerStore | None = field(default_factory=AnswerStore)
    _sites: dict[int, SiteArrivals] = field(default_factory=dict)

    @contextmanager
    def hold(self, site_id: int) -> Iterator[SiteArrivals]:
        """One call at a time finds what arrived for a site; others wait for it and need not find it again."""
        site = self._sites.setdefault(site_id, SiteArrivals(self.clock))
        is_held = site.lock.acquire(timeout=_LONGEST_WAIT_SECONDS)
        try:
            yield site if is_held else SiteArrivals(self.clock)
        finally:
            if is_held:
                site.lock.release()


def describe_arrivals(last: LastTurn, arrived: Arrived) -> Arrivals:
    """As long as they are the same, so is what they touch, but for what an INSERT still shows."""
    return last.turn, last.generation, last.since_ms, arrived.counted, arrived.newest_ms
