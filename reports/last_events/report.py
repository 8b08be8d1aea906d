"""Queries the latest event of each host of a site."""

from dataclasses import dataclass
from datetime import datetime

from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_statement


@dataclass(frozen=True, slots=True)
class LastEvent:
    """The latest event of one host; ``host`` is empty for events of servers, ``events`` counts those of the span."""

    host: str
    page_path: str
    event_type: str
    event_source: str
    last_received_at: datetime
    events: int


def query_last_events(warehouse: Warehouse, site_id: int, since: datetime, ref: str = "") -> list[LastEvent]:
    """What was received since a moment, the latest host first; with ``ref`` only clicks with this code."""
    parameters: Parameters = {"site_id": site_id, "since": since, "ref": ref}
    return warehouse.query(read_statement("reports.last_events", "last_events"), parameters).parse(LastEvent)


def has_events(warehouse: Warehouse, site_id: int) -> bool:
    """Whether the site ever sent anything that is still kept."""
    found = warehouse.query(read_statement("reports.last_events", "has_events"), {"site_id": site_id})
    return len(found) > 0
