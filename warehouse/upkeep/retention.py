"""How long raw events are kept: the engine drops a whole month that many days after its end.

With them expires the line of a duplicate, which is the event itself. Nothing else does. What was derived from the
events stays: identities, conversions and their reports, refunds, the ids of events, roll-ups, facts and marks.
"""

from datetime import UTC, datetime
from typing import cast

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.cluster_ddl import distribute_statement

# A rebuild from the events does not touch what may expire while it runs.
MARGIN_DAYS = 2

# The engine's 32-bit times end in 2106: an event that expires later would count as expired.
MAX_RETENTION_DAYS = 10_000

_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
_DUPLICATE_LINES = ("alter table duplicates", "modify column line")
_END_OF_MONTH = "toDateTime(toStartOfMonth(timestamp) + interval 1 month, 'UTC')"


def set_retention(warehouse: Warehouse, days: int, *, cluster: str = "") -> bool:
    """Lets events expire that many days after the end of their month, 0: never; returns whether that is a change.

    A shorter retention is recorded before it is applied and a longer one after, so that a month that may have expired
    never counts as complete. Killed in between, the next call completes it. Raises ``ValueError`` for more than
    ``MAX_RETENTION_DAYS``.
    """
    if not 0 <= days <= MAX_RETENTION_DAYS:
        raise ValueError(f"events can be kept for at most {MAX_RETENTION_DAYS} days, or forever (0), not for {days}")
    applied, recorded = query_retention_days(warehouse), _query_recorded_days(warehouse)
    changes = write_retention_changes(warehouse, days)
    if recorded == days and not changes:
        return False
    is_longer = applied > 0 and (days == 0 or days > applied)
    if recorded != days and not is_longer:
        _record(warehouse, days)
    for change in changes:
        for statement in distribute_statement(change, cluster):
            warehouse.execute(statement)
    if recorded != days and is_longer:
        _record(warehouse, days)
    return True


def _record(warehouse: Warehouse, days: int) -> None:
    warehouse.execute(read_statement("warehouse.upkeep", "record_retention"), {"days": days})


def _query_recorded_days(warehouse: Warehouse) -> int:
    return warehouse.query(read_statement("warehouse.upkeep", "recorded_retention_days")).parse_value(int)


def write_retention_changes(warehouse: Warehouse, days: int) -> list[str]:
    """The statements by which the tables keep events that long; none where they do already."""
    events, lines = write_retention(days)
    changes = [events] if query_retention_days(warehouse) != days else []
    return [*changes, lines] if _query_line_days(warehouse) != days else changes


def write_retention(days: int) -> tuple[str, str]:
    """The statement of the events, and that of the lines of duplicates; DDL takes no parameters."""
    ends = " ".join((_END_OF_MONTH, "+ interval", str(int(days)), "day"))
    events, lines = (("modify ttl", ends), ("ttl", ends)) if days else (("remove ttl",), ("remove ttl",))
    return " ".join(("alter table events", *events)), " ".join((*_DUPLICATE_LINES, *lines))


def query_retention_days(warehouse: Warehouse) -> int:
    """How many days the engine keeps a month of events after its end; 0: forever."""
    return warehouse.query(read_statement("warehouse.upkeep", "retention_days")).parse_value(int)


def _query_line_days(warehouse: Warehouse) -> int:
    return warehouse.query(read_statement("warehouse.upkeep", "line_retention_days")).parse_value(int)


def find_events_since(warehouse: Warehouse, margin_days: int = 0) -> datetime | None:
    """The start of the month from which on all events are kept; None if none has ever expired.

    What expires within the next ``margin_days`` counts as expired.
    """
    rows = warehouse.query(read_statement("warehouse.upkeep", "events_since"), {"margin_days": margin_days})
    since = cast(datetime, rows.columns[0][0])
    return since if since > _ALWAYS else None
