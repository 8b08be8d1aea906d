"""Waits for what was begun under the locks of fraud runs and of the settler by processes that have died."""

import time

from fraud.errors import FraudRunBusy
from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement

_WAIT_SECONDS = 120
_PAUSE_SECONDS = 0.1


def wait_for_statements(warehouse: Warehouse, cluster: str = "", wait_seconds: float = _WAIT_SECONDS) -> None:
    """Returns once neither a run nor the settler writes: the engine completes a statement whose process was killed.

    Their locks must be held. Raises :class:`FraudRunBusy`.
    """
    name, place = ("running_statements_of_cluster", {"cluster": cluster}) if cluster else ("running_statements", {})
    deadline = time.monotonic() + wait_seconds
    while warehouse.query(read_statement("fraud.runs", name), place).parse_value(int):
        if time.monotonic() >= deadline:
            raise FraudRunBusy("a statement of a fraud run or of the settler that was killed is still being executed")
        time.sleep(_PAUSE_SECONDS)
