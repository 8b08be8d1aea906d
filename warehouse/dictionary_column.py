"""A dictionary-encoded column: each distinct value once, and for every row the code of its value.

What follows from a value is computed once for each value instead of once for each row, and both clients write such a
column as the dictionary that ClickHouse stores.
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
    """Row ``i`` has the value ``values[codes[i]]``; the values are distinct."""

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
        """The column with ``function`` applied to each value."""
        derived = encode_values(list(map(function, self.values)))
        return DictionaryColumn(derived.values, derived.codes[self.codes])

    def expand(self, dtype: type[np.generic]) -> NDArray[Any]:
        """The numbers written out, one for each row."""
        return np.array(self.values, dtype)[self.codes]


class DictionaryEncoder:
    """Builds a column piece by piece: encoding is cheapest while a piece is still in the processor's cache."""

    def __init__(self) -> None:
        self._numbers: defaultdict[Any, int] = defaultdict(count().__next__)
        self._codes: list[NDArray[np.uint32]] = []

    def add(self, values: Sequence[Any]) -> None:
        """Appends values; raises ``TypeError`` for one that cannot be hashed."""
        # Counting the first value is faster than looking up each one, and many columns hold no other.
        if values and values.count(values[0]) == len(values):
            codes = np.full(len(values), self._numbers[values[0]], np.uint32)
        else:
            codes = np.fromiter(map(self._numbers.__getitem__, values), np.uint32, len(values))
        self._codes.append(codes)

    def finish(self) -> DictionaryColumn:
        """The column of everything added; values are in the order of their first occurrence."""
        return DictionaryColumn(
            list(self._numbers), np.concatenate(self._codes) if self._codes else np.zeros(0, np.uint32)
        )


def encode_values(values: Sequence[Any]) -> DictionaryColumn:
    """The column of these hashable values; a ``DictionaryColumn`` is returned as it is."""
    if isinstance(values, DictionaryColumn):
        return values
    encoder = DictionaryEncoder()
    encoder.add(values)
    return encoder.finish()


def repeat_value(value: Any, rows: int) -> DictionaryColumn:
    """A column with the same value in each row."""
    return DictionaryColumn([value], np.zeros(rows, np.uint32))


def combine_columns(left: DictionaryColumn, right: DictionaryColumn) -> DictionaryColumn:
    """The column of the pairs of each row; its values may hold a pair that no row has."""
    if len(left.values) == 1:
        return DictionaryColumn([(left.values[0], value) for value in right.values], right.codes)
    pairs = left.codes.astype(np.uint64) * np.uint64(len(right.values) or 1) + right.codes
    _, rows, codes = np.unique(pairs, return_index=True, return_inverse=True)
    firsts = map(left.values.__getitem__, left.codes[rows].tolist())
    seconds = map(right.values.__getitem__, right.codes[rows].tolist())
    return DictionaryColumn(list(zip(firsts, seconds, strict=True)), codes.astype(np.uint32))
