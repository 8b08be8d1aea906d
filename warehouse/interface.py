"""What every client of ClickHouse offers, and the errors that leave this package."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

import msgspec
from numpy.typing import NDArray

from warehouse.dictionary_column import DictionaryColumn

Value = str | int | float | bool | date | datetime | Sequence[str] | Sequence[int] | Sequence[float]
Parameters = Mapping[str, Value]
T = TypeVar("T")
# Besides sequences of Python values: dictionary-encoded columns, and arrays of integers.
Column = Sequence[Any] | DictionaryColumn | NDArray[Any]
Columns = Mapping[str, Column]


class WarehouseUnavailable(Exception):
    """ClickHouse did not answer, or with a transient error; the same call can be retried."""


class MemoryShort(WarehouseUnavailable):
    """All statements together use what the engine may use; the same one can be retried once others have ended."""


class WarehouseMissing(Exception):
    """The embedded directory that was there before is gone; ``remedy`` says what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


class StatementFailed(Exception):
    """ClickHouse answered with a lasting error (syntax, type, limit, right); a retry fails too."""


class MemoryExceeded(StatementFailed):
    """A statement needs more memory than a single one may use; over fewer rows it may succeed."""


class ValuesInvalid(StatementFailed):
    """A row of an insert holds a value that can never be stored; the other rows can."""


class WarehouseDamaged(StatementFailed):
    """The embedded engine does not open its directory; the engine has printed why."""


class WarehouseOwned(WarehouseUnavailable):
    """Another process owns the embedded directory; the message names its process id."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What each query may use; a query of a lower ``priority`` waits while one of a higher (1 is the highest) runs."""

    memory_bytes: int
    threads: int
    priority: int


class Rows:
    """The answer to a query: names and as many equally long columns of Python values.

    Integers and floats as such, DateTime and DateTime64 as timezone-aware UTC ``datetime``, UUID as ``str``, strings
    and Enum as ``str``, Nullable as None, Array, Map and Tuple as list, dict and tuple.

    An answer without rows may come without names: ``names`` then queries them when they are asked for first, as
    ``columns`` does. Most readers need neither.
    """

    __slots__ = ("_columns", "_names")

    def __init__(
        self, names: tuple[str, ...] | Callable[[], tuple[str, ...]], columns: tuple[Sequence[object], ...] = ()
    ) -> None:
        self._names = names
        self._columns = columns

    @property
    def names(self) -> tuple[str, ...]:
        """Of the columns."""
        if not isinstance(self._names, tuple):
            self._names = self._names()
        return self._names

    @property
    def columns(self) -> tuple[Sequence[object], ...]:
        """One for each name."""
        return self._columns or tuple([] for _ in self.names)

    def __len__(self) -> int:
        return len(self._columns[0]) if self._columns else 0

    def tuples(self) -> list[tuple[Any, ...]]:
        """One tuple a row, its items in the order of the columns."""
        return list(zip(*self._columns, strict=True))

    def dicts(self) -> list[dict[str, object]]:
        """One dictionary a row."""
        return [dict(zip(self.names, row, strict=True)) for row in self.tuples()]

    def parse(self, row_type: type[T]) -> list[T]:
        """One dataclass or msgspec structure a row, its fields taken from the columns of the same names.

        Raises ``msgspec.ValidationError`` for a value of another type than its field's.
        """
        return msgspec.convert(self.dicts(), list[row_type])  # type: ignore[valid-type]

    def parse_value(self, value_type: type[T]) -> T:
        """The single value of an answer with one row and one column."""
        [[value]] = self._columns
        return msgspec.convert(value, value_type)

    def parse_tuples(self, row_type: type[T]) -> list[T]:
        """One tuple a row, of a type like ``tuple[str, int]``, its items in the order of the columns."""
        return msgspec.convert(self.tuples(), list[row_type])  # type: ignore[valid-type]


class Warehouse(Protocol):
    """Access to one ClickHouse database, safe from several threads."""

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        """Runs a statement without a result; raises ``WarehouseUnavailable`` or ``StatementFailed``."""

    def insert(self, table: str, columns: Columns, token: str = "") -> None:
        """Writes one block; repeated with the same non-empty ``token`` it is stored once, in materialised views too.

        Values as in ``Rows``; a DateTime64 may also be an integer in its unit (milliseconds for a scale of 3). Raises
        ``ValuesInvalid`` for a value that its column does not take, and then has written nothing.
        """

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """Runs a select whose values come only as typed ``{name:Type}`` parameters.

        A datetime is sent in UTC, so its type is ``DateTime64(3, 'UTC')`` or names no zone.
        """

    def limit(self, limits: Limits) -> "LimitedWarehouse":
        """The same database for one answer: its queries keep within ``limits`` and can be cancelled."""

    def close(self) -> None:
        """Closes all connections; a second call does nothing."""


class LimitedWarehouse(Warehouse, Protocol):
    """Part of another warehouse, which is the one to close; only its queries are limited, never what changes rows."""

    def cancel(self) -> None:
        """Ends the queries under way; they and all later ones raise ``WarehouseUnavailable``. Any thread may call."""
