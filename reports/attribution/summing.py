"""Adds up what is settled and what is computed of a report, in whole numbers: a sum of floats depends on its order."""

from collections.abc import Collection, Hashable, Iterable
from typing import Protocol, Self, TypeVar

# The statements count shares in whole multiples of 2^-60.
_WHOLE = 1 << 60


class Summed(Protocol):
    """A row of sums."""

    @property
    def grain(self) -> Hashable:
        """What its sums are of."""

    def add(self, other: Self) -> Self:
        """The row of both."""


RowT = TypeVar("RowT", bound=Summed)


def add_up(rows: Iterable[RowT]) -> Collection[RowT]:
    """One row of each grain, in the order of the first ones."""
    found: dict[Hashable, RowT] = {}
    for row in rows:
        earlier = found.get(row.grain)
        found[row.grain] = row if earlier is None else earlier.add(row)
    return found.values()


def count_conversions(shares: int) -> float:
    """How many conversions the shares are together."""
    return shares / _WHOLE
