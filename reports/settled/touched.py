"""Which conversions what arrived may have changed."""

from datetime import UTC, datetime

from reports.paths.question import UnsettledConversion
from reports.settled.turn_log import LastTurn
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement


def query_touched(warehouse: Warehouse, site_id: int, last: LastTurn, limit: int) -> list[UnsettledConversion]:
    """Conversions of any time that arrivals since the last turn touch; more than ``limit`` are cut."""
    asked: dict[str, Value] = {
        "site_id": site_id,
        "since": datetime.fromtimestamp(last.since_ms / 1000, UTC),
        "generation": last.generation,
        "crowded": last.crowded,
        "touched_limit": limit,
    }
    rows = warehouse.query(read_statement("reports.settled", "touched_conversions"), asked)
    return rows.parse(UnsettledConversion)
