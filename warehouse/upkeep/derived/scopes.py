"""Which events and which rows of a table are compared with each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from warehouse.interface import Parameters, Value
from warehouse.upkeep.derived.tables import DerivedTable, Kind
from warehouse.upkeep.months import Month

SLICE_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Scope:
    """Conditions on `events` and on the rows of one table, with their parameters."""

    events: str
    rows: str
    parameters: Parameters
    # A row without an event is damage; otherwise its event may be outside of the scope, or have expired.
    finds_extra: bool
    # The event of such a row may still be outside of the scope.
    is_partial: bool = False
    # A condition on the key, for a part of the rows at a time.
    slice: str = "true"


def make_month_scope(table: DerivedTable, month: Month, site_id: int | None = None) -> Scope:
    """The events of a month, against the rows of that month; of a table without a moment against those they have."""
    start, end = month.bounds()
    parameters: dict[str, Value] = {"from": start, "to": end}
    events = _in_period("timestamp")
    if table.moment:
        return _limit_to_site(Scope(events, _in_period(table.moment), parameters, finds_extra=True), site_id)
    return _limit_to_site(Scope(events, "true", parameters, finds_extra=False), site_id)


def make_slice_scope(
    table: DerivedTable, number: int, slices: int, since: datetime | None, site_id: int | None = None
) -> Scope:
    """One of ``slices`` parts of all events and rows; ``since``: from when on no event has expired."""
    parameters: dict[str, Value] = {"slices": slices, "slice": number}
    events = "true"
    if since:
        parameters["since"] = since
        events = "timestamp >= {since:DateTime64(3, 'UTC')}"
    part = f"cityHash64({', '.join(table.key)}) % {{slices:UInt64}} = {{slice:UInt64}}"
    return _limit_to_site(Scope(events, "true", parameters, finds_extra=since is None, slice=part), site_id)


@dataclass(frozen=True, slots=True)
class Ids:
    """Some events: how to select their ids, their sites and hours, and in which period they are."""

    # Selects of the column ``event_id``, and of ``site_id`` and ``hour``.
    ids: str
    hours: str
    # Conditions on `events` that spare a scan of all: for these events, and for all events of their hours.
    period: str
    hours_period: str
    parameters: Mapping[str, Value]
    finds_extra: bool = True


def make_ids_scope(table: DerivedTable, ids: Ids) -> Scope:
    """These events, against the rows that name them; of sums all events of their hours, against the hours' sums."""
    parameters = dict(ids.parameters)
    if table.kind == Kind.SUMS:
        hours = f"in ({ids.hours})"
        events = f"{ids.hours_period} and (site_id, toStartOfHour(timestamp, 'UTC')) {hours}"
        return Scope(events, f"(site_id, {table.moment}) {hours}", parameters, finds_extra=True)
    events = f"{ids.period} and event_id in ({ids.ids})"
    rows = " ".join((table.id_column, "in (select", table.id_value, "from (", ids.ids, "))"))
    return Scope(events, rows, parameters, ids.finds_extra, is_partial=True)


def _in_period(column: str) -> str:
    return f"{column} >= {{from:DateTime('UTC')}} and {column} < {{to:DateTime('UTC')}}"


def _limit_to_site(scope: Scope, site_id: int | None) -> Scope:
    if site_id is None:
        return scope
    site = " and site_id = {site_id:UInt32}"
    parameters = {**scope.parameters, "site_id": site_id}
    return Scope(scope.events + site, scope.rows + site, parameters, scope.finds_extra, scope.is_partial, scope.slice)
