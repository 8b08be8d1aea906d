"""How long raw events are kept: the engine drops a whole month when so many days have gone since its end.

Nothing but `events` expires. What was made of them stays: identities, conversions, refunds, the ids of events and
orders, roll-ups, facts and marks.
"""

from datetime import UTC, datetime
from typing import cast

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.cluster_ddl import spread_statement

# Who makes something anew from the events leaves alone what may expire while he is at it.
MARGIN_DAYS = 2

# The engine reckons with 32 bits until 2106: beyond that an event would seem to have expired long ago.
MOST_DAYS = 10_000

_ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
_END_OF_MONTH = "toDateTime(toStartOfMonth(timestamp) + interval 1 month, 'UTC')"


def keep_events(warehouse: Warehouse, days: int, *, cluster: str = "") -> bool:
    """Events expire so many days after the end of their month, 0: never; whether that is new. May be repeated.

    A shorter time is noted before it is done and a longer one after, so that what may have expired is never taken for
    complete; killed in between it is finished by the next call. Raises ``ValueError`` for more than ``MOST_DAYS``.
    """
    if not 0 <= days <= MOST_DAYS:
        raise ValueError(f"events can be kept for {MOST_DAYS} days, or for ever, not for {days}")
    kept, noted = read_kept_days(warehouse), _read_noted_days(warehouse)
    if kept == noted == days:
        return False
    is_longer = kept > 0 and (days == 0 or days > kept)
    if noted != days and not is_longer:
        _note(warehouse, days)
    if kept != days:
        for statement in spread_statement(write_retention(days), cluster):
            warehouse.execute(statement)
    if noted != days and is_longer:
        _note(warehouse, days)
    return True


def _note(warehouse: Warehouse, days: int) -> None:
    warehouse.execute(read_statement("warehouse.upkeep", "record_retention"), {"days": days})


def _read_noted_days(warehouse: Warehouse) -> int:
    return warehouse.query(read_statement("warehouse.upkeep", "noted_days")).parse_value(int)


def write_retention(days: int) -> str:
    """The statement; the engine takes no parameters in it."""
    action = ("modify ttl", _END_OF_MONTH, "+ interval", str(int(days)), "day") if days else ("remove ttl",)
    return " ".join(("alter table events", *action))


def read_kept_days(warehouse: Warehouse) -> int:
    """For how long the engine keeps a month of events after its end; 0 for ever."""
    return warehouse.query(read_statement("warehouse.upkeep", "kept_days")).parse_value(int)


def find_events_since(warehouse: Warehouse, margin_days: int = 0) -> datetime | None:
    """Since when all events are there, the first moment of a month; None if none ever had to go.

    With ``margin_days`` the answer will hold for so long.
    """
    rows = warehouse.query(read_statement("warehouse.upkeep", "events_since"), {"margin_days": margin_days})
    since = cast(datetime, rows.columns[0][0])
    return since if since > _ALWAYS else None
