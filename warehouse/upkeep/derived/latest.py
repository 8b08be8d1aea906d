"""What was stored last, which a power cut may have kept in part: every table is made to agree with it at a start."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.derived.repair import Comparison, repair_events
from warehouse.upkeep.derived.scopes import Ids
from warehouse.upkeep.retention import find_events_since

# So that a start takes seconds whatever the load was.
MAX_EVENTS = 200_000

# A clock that is behind by less makes no row look as if its event were missing.
_CLOCK_MARGIN = timedelta(minutes=1)
_SELECTED = "received_at >= {received_from:DateTime64(3, 'UTC')}"
_PERIOD = "timestamp >= {happened_from:DateTime('UTC')} and timestamp < {happened_to:DateTime('UTC')}"


@dataclass(frozen=True, slots=True)
class _Latest:
    received_from: datetime
    happened_from: datetime
    happened_to: datetime
    events: int


def repair_latest(warehouse: Warehouse, max_events: int = MAX_EVENTS) -> dict[str, Comparison]:
    """Compares the events of the last hour before the newest, ``max_events`` at most; returns what differed.

    Nothing may be writing meanwhile.
    """
    [latest] = warehouse.query(
        read_statement("warehouse.upkeep.derived", "latest_events"), {"events": max_events}
    ).parse(_Latest)
    return repair_events(warehouse, _make_ids(warehouse, latest)) if latest.events else {}


def _make_ids(warehouse: Warehouse, latest: _Latest) -> Ids:
    period = f"{_SELECTED} and {_PERIOD}"
    return Ids(
        ids=" ".join(("select event_id from events where", period)),
        hours=" ".join(("select site_id, toStartOfHour(timestamp, 'UTC') as hour from events where", period)),
        period=period,
        hours_period=_PERIOD,
        parameters={
            "received_from": latest.received_from,
            "happened_from": latest.happened_from,
            "happened_to": latest.happened_to,
        },
        # Of a row without an event nobody could say whether the event has expired.
        finds_extra=find_events_since(warehouse) is None,
        made_since=latest.received_from + _CLOCK_MARGIN,
    )
