"""The months of which something is stored."""

from dataclasses import dataclass
from datetime import UTC, datetime

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.retention import MARGIN_DAYS, find_events_since


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month in UTC with stored events or sums; ``is_complete``: none of its events has expired."""

    number: int
    is_complete: bool

    def bounds(self) -> tuple[datetime, datetime]:
        """The start of this month and of the next."""
        year, month = divmod(self.number, 100)
        start = datetime(year, month, 1, tzinfo=UTC)
        return start, start.replace(year=year + month // 12, month=month % 12 + 1)


def list_months(warehouse: Warehouse) -> list[Month]:
    """The months with stored events or sums, oldest first."""
    since = find_events_since(warehouse, MARGIN_DAYS)
    first = 0 if since is None else since.year * 100 + since.month
    rows = warehouse.query(read_statement("warehouse.upkeep", "stored_months")).parse_tuples(tuple[int, bool])
    return [Month(number, has_events and number >= first) for number, has_events in rows if number]
