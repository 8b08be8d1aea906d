"""What reports found to have arrived since the settler's last turns, kept for a moment: a page makes several calls."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from reports.paths.kept_answers import AnswerStore
from reports.paths.question import InHand, UnsettledConversion
from reports.settled.touched import Arrived
from reports.settled.turn_log import LastTurn

# An INSERT shows its rows in one table after the other: what was found meanwhile is found again after this.
_LIFE_SECONDS = 1.0
State = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Touched:
    """Conversions of any time that arrivals touched; ``in_hand`` None: nobody has needed their paths yet."""

    conversions: frozenset[UnsettledConversion] = frozenset()
    in_hand: InHand | None = None


@dataclass(slots=True)
class SiteArrivals:
    """What was found last for one site, in which state and when."""

    clock: Callable[[], float]
    _state: State | None = None
    _since: float = 0.0
    _touched: Touched | None = None

    def find(self, state: State) -> Touched | None:
        """What is known of this state; of another one nothing is from now on."""
        now = self.clock()
        if self._state == state and now < self._since + _LIFE_SECONDS:
            return self._touched
        self._state, self._since, self._touched = state, now, None
        return None

    def keep(self, touched: Touched) -> None:
        """Of the state that was asked for last."""
        self._touched = touched


@dataclass(frozen=True, slots=True)
class RecentArrivals:
    """Of every site, for a second and as long as nothing else arrives; and answers, as long as nothing has arrived."""

    clock: Callable[[], float] = time.monotonic
    answers: AnswerStore = field(default_factory=AnswerStore)
    _sites: dict[int, tuple[Lock, SiteArrivals]] = field(default_factory=dict)

    @contextmanager
    def hold(self, site_id: int) -> Iterator[SiteArrivals]:
        """One call at a time finds what arrived for a site; others wait for it and need not find it again."""
        lock, site = self._sites.setdefault(site_id, (Lock(), SiteArrivals(self.clock)))
        with lock:
            yield site


def describe_state(last: LastTurn, arrived: Arrived) -> State:
    """As long as it is the same, so is what arrivals touch, but for what an INSERT still shows."""
    return last.turn, last.generation, last.since_ms, arrived.counted, arrived.newest_ms
