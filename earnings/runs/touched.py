"""Which conversions a turn looks at, in order of arrival."""

from collections.abc import Sequence

from earnings.runs.standing import PACKAGE
from earnings.runs.state import RunState
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

Touched = tuple[str, int]


def query_touched(warehouse: Warehouse, site_id: int, state: RunState, limit: int) -> Sequence[Touched]:
    """Event ids and receptions of the next conversions of the sweep."""
    parameters: dict[str, Value] = {
        "site_id": site_id,
        "run": state.fraud_run,
        "decided_from": state.decided_from,
        "after_ms": state.after_ms,
        "after_id": state.after_id,
        "row_count": limit,
    }
    return warehouse.query(read_statement(PACKAGE, "touched"), parameters).parse_tuples(tuple[str, int])
