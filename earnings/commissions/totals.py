"""Sums over all decisions, kept up to date instead of computed again for each conversion."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from heapq import heappop, heappush

from earnings.commissions.decision import Decision


@dataclass(frozen=True, slots=True)
class Member:
    """A key whose ``group`` counts how many of its members are above zero."""

    group: Hashable
    name: str


Parts = Mapping[Hashable, int | Fraction]


class Totals:
    """What all decisions contribute to each key, as of a moment.

    Only what changed since the last answer is computed again: newer revisions, locks, and facts that had arrived
    meanwhile. A moment before the last one costs a computation of all.
    """

    def __init__(
        self,
        contribute: Callable[[Decision, datetime], Parts],
        list_changes: Callable[[Decision], list[datetime]],
    ) -> None:
        self._contribute = contribute
        self._list_changes = list_changes
        self._decisions: dict[str, Decision] = {}
        self._stale: dict[str, Decision] = {}
        self._parts: dict[str, Parts] = {}
        self._changes: list[tuple[datetime, str]] = []
        self._totals: defaultdict[Hashable, int | Fraction] = defaultdict(int)
        self._moment: datetime | None = None

    def note(self, decision: Decision) -> None:
        """The decision is new, or something about it is."""
        self._stale[decision.order] = decision

    def sum_key(self, key: Hashable, moment: datetime) -> int | Fraction:
        """The total of a key, 0 where nothing contributes."""
        if self._moment and moment < self._moment:
            self._stale = {**self._decisions, **self._stale}
            self._changes.clear()
        self._moment = moment
        while self._changes and self._changes[0][0] <= moment:
            order = heappop(self._changes)[1]
            self._stale.setdefault(order, self._decisions[order])
        for decision in self._stale.values():
            self._replace(decision, moment)
        self._stale.clear()
        return self._totals.get(key, 0)

    def _replace(self, decision: Decision, moment: datetime) -> None:
        order, parts = decision.order, self._contribute(decision, moment)
        for key, number in self._parts.get(order, {}).items():
            self._change(key, -number)
        for key, number in parts.items():
            self._change(key, number)
        self._decisions[order], self._parts[order] = decision, parts
        for change in self._list_changes(decision):
            if change > moment:
                heappush(self._changes, (change, order))

    def _change(self, key: Hashable, difference: int | Fraction) -> None:
        before = self._totals[key]
        after = self._totals[key] = before + difference
        if isinstance(key, Member):
            self._totals[key.group] += (after > 0) - (before > 0)
