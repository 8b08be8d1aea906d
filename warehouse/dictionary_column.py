"""A column that repeats few values: each value once, and for every row the number of its value.

What follows from a value is found once a value instead of once a row, and both ClickHouse clients write such a column
as the dictionary that ClickHouse keeps it in.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class DictionaryColumn(Sequence[Any]):
    """Row ``i`` has the value ``values[codes[i]]``; the values differ."""

    values: Sequence[Any]
    codes: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Any]:
        return map(self.values.__getitem__, self.codes.tolist())

    @overload
    def __getitem__(self, row: int) -> Any: ...

    @overload
    def __getitem__(self, row: slice) -> "DictionaryColumn": ...

    def __getitem__(self, row: int | slice) -> Any:
        return (
            DictionaryColumn(self.values, self.codes[row]) if isinstance(row, slice) else self.values[self.codes[row]]
        )

    def __contains__(self, value: object) -> bool:
        return value in self.values and bool((self.codes == self.values.index(value)).any())

    def derive(self, function: Callable[[Any], Any]) -> "DictionaryColumn":
        """The column of ``function`` of each value."""
        derived = encode_values(list(map(function, self.values)))
        return DictionaryColumn(derived.values, derived.codes[self.codes])

    def expand(self, dtype: type[np.generic]) -> NDArray[Any]:
        """The column of numbers, one a row."""
        return np.array(self.values, dtype)[self.codes]


class Encoder:
    """Makes a column of values that come some at a time, which costs least while the processor has them at hand."""

    def __init__(self) -> None:
        self._numbers: defaultdict[Any, int] = defaultdict(count().__next__)
        self._codes: list[NDArray[np.uint32]] = []

    def add(self, values: Sequence[Any]) -> None:
        """The next values; raises ``TypeError`` for one that cannot be hashed."""
        # To count the first value is quicker than to look each one up, and many a column has no other.
        if values and values.count(values[0]) == len(values):
            codes = np.full(len(values), self._numbers[values[0]], np.uint32)
        else:
            codes = np.fromiter(map(self._numbers.__getitem__, values), np.uint32, len(values))
        self._codes.append(codes)

    def finish(self) -> DictionaryColumn:
        """The column of all that came; its values are numbered in the order in which they first did."""
        return DictionaryColumn(
            list(self._numbers), np.concatenate(self._codes) if self._codes else np.zeros(0, np.uint32)
        )


def encode_values(values: Sequence[Any]) -> DictionaryColumn:
    """The column of these values, which can be hashed; a dictionary column is returned as it is."""
    if isinstance(values, DictionaryColumn):
        return values
    encoder = Encoder()
    encoder.add(values)
    return encoder.finish()


def repeat_value(value: Any, rows: int) -> DictionaryColumn:
    """The column that has one value in each row."""
    return DictionaryColumn([value], np.zeros(rows, np.uint32))


def combine_columns(left: DictionaryColumn, right: DictionaryColumn) -> DictionaryColumn:
    """The column of the pairs that stand in the same row; a pair that stands in none may be among the values."""
    if len(left.values) == 1:
        return DictionaryColumn([(left.values[0], value) for value in right.values], right.codes)
    pairs = left.codes.astype(np.uint64) * np.uint64(len(right.values) or 1) + right.codes
    _, rows, codes = np.unique(pairs, return_index=True, return_inverse=True)
    firsts = map(left.values.__getitem__, left.codes[rows].tolist())
    seconds = map(right.values.__getitem__, right.codes[rows].tolist())
    return DictionaryColumn(list(zip(firsts, seconds, strict=True)), codes.astype(np.uint32))
