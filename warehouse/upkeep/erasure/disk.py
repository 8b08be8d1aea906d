"""Waits until what an erasure has removed from the tables is gone from the disk as well."""

import time

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement

# The embedded engine takes some ten seconds (embedded.xml); a merge or a long report holds parts for longer.
WAIT_SECONDS = 60.0
_PAUSE_SECONDS = 0.5


def wait_for_replaced_parts(warehouse: Warehouse, wait_seconds: float = WAIT_SECONDS) -> int:
    """How many parts that are replaced by now are still on the disk after this time."""
    deadline = time.monotonic() + wait_seconds
    waiting = left = _list_replaced_parts(warehouse)
    while left and time.monotonic() < deadline:
        time.sleep(_PAUSE_SECONDS)
        left = waiting & _list_replaced_parts(warehouse)
    return len(left)


def _list_replaced_parts(warehouse: Warehouse) -> frozenset[str]:
    rows = warehouse.query(read_statement("warehouse.upkeep.erasure", "replaced_parts"))
    return frozenset(map(str, rows.columns[0]))
