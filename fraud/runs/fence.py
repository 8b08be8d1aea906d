"""Keeps a run that has lost its lock, or whose process has died, from writing beside whoever has the lock now."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from fraud.errors import FraudRunBusy
from warehouse.interface import Columns, LimitedWarehouse, Limits, Parameters, Rows, Warehouse
from warehouse.sql_files import read_statement

_WAIT_SECONDS = 120
_PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class FencedWarehouse:
    """A ``Warehouse`` that calls ``check`` before each statement that writes; what it raises ends the run."""

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


def wait_for_statements(warehouse: Warehouse, cluster: str = "", wait_seconds: float = _WAIT_SECONDS) -> None:
    """Returns once no run writes any more: the engine completes a statement whose process was killed.

    The lock must be held. Raises :class:`FraudRunBusy`.
    """
    name, place = ("running_statements_of_cluster", {"cluster": cluster}) if cluster else ("running_statements", {})
    deadline = time.monotonic() + wait_seconds
    while warehouse.query(read_statement("fraud.runs", name), place).parse_value(int):
        if time.monotonic() >= deadline:
            raise FraudRunBusy("a statement of a fraud run that was killed is still being executed")
        time.sleep(_PAUSE_SECONDS)
