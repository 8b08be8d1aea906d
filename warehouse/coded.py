"""A column that repeats few values: each value once, and for every row the number of its value.

What follows from a value is found once a value instead of once a row, and both ways in write such a column as the
dictionary that ClickHouse keeps it in.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """Row ``i`` has the value ``values[codes[i]]``; the values differ."""

    values: Sequence[Any]
    codes: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Any]:
        return map(self.values.__getitem__, self.codes.tolist())

    def __getitem__(self, rows: slice) -> "Coded":
        return Coded(self.values, self.codes[rows])

    def derive(self, function: Callable[[Any], Any]) -> "Coded":
        """The column of ``function`` of each value."""
        derived = encode_values(list(map(function, self.values)))
        return Coded(derived.values, derived.codes[self.codes])

    def expand(self, dtype: type[np.generic]) -> NDArray[Any]:
        """The column of numbers, one a row."""
        return np.array(self.values, dtype)[self.codes]


def encode_values(values: Sequence[Any]) -> Coded:
    """The column of these values, which can be hashed; they are numbered in the order in which they first come."""
    # To count the first value is quicker than to look each one up, and many a column has no other.
    if values and values.count(values[0]) == len(values):
        return repeat_value(values[0], len(values))
    numbers: defaultdict[Any, int] = defaultdict(count().__next__)
    codes = np.fromiter(map(numbers.__getitem__, values), np.uint32, len(values))
    return Coded(list(numbers), codes)


def repeat_value(value: Any, rows: int) -> Coded:
    """The column that has one value in each row."""
    return Coded([value], np.zeros(rows, np.uint32))


def combine_columns(left: Coded, right: Coded) -> Coded:
    """The column of the pairs that stand in the same row."""
    pairs = left.codes.astype(np.uint64) * np.uint64(len(right.values) or 1) + right.codes
    _, rows, codes = np.unique(pairs, return_index=True, return_inverse=True)
    firsts = map(left.values.__getitem__, left.codes[rows].tolist())
    seconds = map(right.values.__getitem__, right.codes[rows].tolist())
    return Coded(list(zip(firsts, seconds, strict=True)), codes.astype(np.uint32))
