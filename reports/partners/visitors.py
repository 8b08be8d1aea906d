"""How many browsers arrived through the codes of one partner, without a question about any period."""

from collections.abc import Sequence

from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_statement


def query_visitors(warehouse: Warehouse, site_id: int, own_refs: Sequence[str]) -> int:
    """Of people, ever; the short answer of a roll-up."""
    parameters: Parameters = {"site_id": site_id, "own_refs": list(own_refs)}
    return warehouse.query(read_statement("reports.partners", "visitors"), parameters).parse_value(int)
