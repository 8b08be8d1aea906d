"""Which events and which rows of a table are compared with each other."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

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
    if table.kind == Kind.FOLDED:
        # All rows of what has one in this month; what then is of another month is left out.
        ids = " ".join(("select site_id,", table.origin_id, "from", table.origin, "where", events))
        period = _in_period(table.moment)
        of_ids = f"(site_id, {table.origin_id}) in ({ids})"
        scope = Scope(of_ids, period, parameters, finds_extra=True, slice=period)
        return _limit_to_site(scope, site_id)
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
    # Of the leads and sales alone, where they are known: there are few of them.
    conversion_ids: str = ""
    # Rows made since then are compared too, whether their event is stored or not.
    made_since: datetime | None = None


def make_ids_scope(table: DerivedTable, ids: Ids) -> Scope:
    """These events, against the rows that name them; of sums all events of their hours, against the hours' sums."""
    ids = _limit_to_conversions(table, ids)
    parameters = dict(ids.parameters)
    finds_late = ids.made_since is not None and ids.finds_extra
    if ids.made_since and finds_late:
        parameters |= {"made_since": ids.made_since, **_list_id_bounds(ids.made_since)}
    if table.kind == Kind.SUMS:
        hours = f"in ({ids.hours})"
        events = f"{ids.hours_period} and (site_id, toStartOfHour(timestamp, 'UTC')) {hours}"
        rows = f"(site_id, {table.moment}) {hours}"
        if finds_late:
            events, rows = (
                f"({each} or {_since_hour(moment)})" for each, moment in ((events, "timestamp"), (rows, table.moment))
            )
        return Scope(events, rows, parameters, finds_extra=True)
    if table.kind == Kind.FOLDED:
        return _make_folded_scope(table, ids, parameters, finds_late=finds_late)
    rows = write_named_rows(table, ids)
    if finds_late:
        rows = f"({rows} or {_made_since(table)})"
    return Scope(write_chosen_events(ids), rows, parameters, ids.finds_extra, is_partial=True)


def write_chosen_events(ids: Ids) -> str:
    """The condition on `events`."""
    return f"{ids.period} and event_id in ({ids.ids})"


def write_named_rows(table: DerivedTable, ids: Ids) -> str:
    """The condition on the table's rows: those that name one of the events."""
    chosen = _limit_to_conversions(table, ids).ids
    return " ".join((table.id_column, "in (select", table.id_value, "from (", chosen, "))"))


def _limit_to_conversions(table: DerivedTable, ids: Ids) -> Ids:
    return replace(ids, ids=ids.conversion_ids) if table.is_of_conversions and ids.conversion_ids else ids


def _make_folded_scope(table: DerivedTable, ids: Ids, parameters: dict[str, Value], *, finds_late: bool) -> Scope:
    """All rows of the origin of what has one of these events; the origin never expires."""
    named = f"event_id in ({ids.ids})"
    reported = ("select site_id,", table.origin_id, "from", table.origin, "where", named)
    stored = ("select site_id,", table.id_column, "from", table.name, "where", named)
    late = ("or", _made_since(table)) if finds_late else ()
    folded = " ".join((*reported, "union all", *stored, *late))
    events, rows = (f"(site_id, {column}) in ({folded})" for column in (table.origin_id, table.id_column))
    return Scope(events, rows, parameters, finds_extra=True)


def _since_hour(moment: str) -> str:
    return f"{moment} >= toStartOfHour({{made_since:DateTime64(3, 'UTC')}}, 'UTC')"


def _made_since(table: DerivedTable) -> str:
    """Rows by the time in their version 7 id: what a browser or server reports late was made late too."""
    first, end = ("toFixedString(unhex({" + name + ":String}), 16)" for name in ("first_id", "end_id"))
    made = f"({table.id_number} >= {first} and {table.id_number} < {end})"
    return f"({table.moment} >= {{made_since:DateTime64(3, 'UTC')}} or {made})" if table.moment else made


def _list_id_bounds(since: datetime) -> dict[str, Value]:
    """The bounds of version 7 ids made from then on until a day later than now, as hexadecimal numbers."""
    last = max(since, datetime.now(UTC)) + timedelta(days=1)
    return {
        name: f"{int(at.timestamp() * 1000):012x}" + "0" * 20 for name, at in (("first_id", since), ("end_id", last))
    }


def _in_period(column: str) -> str:
    return f"{column} >= {{from:DateTime('UTC')}} and {column} < {{to:DateTime('UTC')}}"


def _limit_to_site(scope: Scope, site_id: int | None) -> Scope:
    if site_id is None:
        return scope
    site = " and site_id = {site_id:UInt32}"
    parameters = {**scope.parameters, "site_id": site_id}
    return Scope(scope.events + site, scope.rows + site, parameters, scope.finds_extra, scope.is_partial, scope.slice)
