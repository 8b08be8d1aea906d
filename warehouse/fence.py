"""Keeps work that has lost its lock, or whose process has died, from writing beside whoever has the lock now."""

from collections.abc import Callable
from dataclasses import dataclass

from warehouse.interface import Columns, LimitedWarehouse, Limits, Parameters, Rows, Warehouse


@dataclass(frozen=True, slots=True)
class FencedWarehouse:
    """A ``Warehouse`` that calls ``check`` before each statement that writes; what it raises ends the work."""

    warehouse: Warehouse
    check: Callable[[], None]

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        """See ``Warehouse``."""
        self.check()
        self.warehouse.execute(statement, parameters)

    def insert(self, table: str, columns: Columns, token: str = "") -> None:
        """See ``Warehouse``."""
        self.check()
        self.warehouse.insert(table, columns, token)

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """See ``Warehouse``."""
        return self.warehouse.query(statement, parameters)

    def limit(self, limits: Limits) -> LimitedWarehouse:
        """See ``Warehouse``."""
        return self.warehouse.limit(limits)

    def close(self) -> None:
        """See ``Warehouse``."""
        self.warehouse.close()
