"""Which conversion a report belongs to, by the id of any report of it."""

from collections.abc import Sequence

from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement


def query_reported(warehouse: Warehouse, site_id: int, report_ids: Sequence[str]) -> list[str]:
    """The ids of the conversions that reports of these stored ids may belong to, the first that stands is right."""
    parameters: dict[str, Value] = {"site_id": site_id, "report_ids": report_ids}
    rows = warehouse.query(read_statement("reports.conversions", "reported"), parameters)
    return list(dict.fromkeys(str(event_id) for (event_id,) in rows.tuples()))
