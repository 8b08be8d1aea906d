"""What arrived before a mark and became visible only after the mark had passed it.

Arrivals are stamped while their INSERT runs and are visible once it has ended. Whoever follows them stays some seconds
behind the clock; an INSERT that takes longer is noticed by the number of arrivals before the mark.
"""

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement

# So long before a mark arrivals are counted again. An INSERT of a batch has ended long before, or failed.
RECOUNTED_MS = 600_000


def count_arrivals(warehouse: Warehouse, site_id: int, mark_ms: int) -> int:
    """Those visible of the time before a mark; to be called before what arrived is looked for."""
    span = {"site_id": site_id, "from_ms": mark_ms - RECOUNTED_MS, "until_ms": mark_ms}
    return warehouse.query(read_statement("warehouse", "count_arrivals"), span).parse_value(int)


def find_since_ms(warehouse: Warehouse, site_id: int, mark_ms: int, counted: int) -> int:
    """From when on arrivals may not have been seen by who counted so many of them before the mark."""
    is_same = count_arrivals(warehouse, site_id, mark_ms) == counted
    return mark_ms if is_same else mark_ms - RECOUNTED_MS
