"""What was decided of one conversion over time, by the rules and by people."""

import msgspec

from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

_MOST = 200


class PastDecision(msgspec.Struct, frozen=True, gc=False):
    """``why`` stays with the team, the partner reads the ``note``; ``is_approval``: without waiting for the hold."""

    at_ms: int
    decision: str
    is_approval: bool
    decided_by: str
    why: str
    note: str


def query_decision_history(warehouse: Warehouse, site_id: int, conversion_id: str) -> list[PastDecision]:
    """The oldest first, at most the newest 200."""
    parameters: dict[str, Value] = {"site_id": site_id, "conversion_id": conversion_id, "row_count": _MOST}
    return warehouse.query(read_statement("fraud.review", "decision_history"), parameters).parse(PastDecision)
