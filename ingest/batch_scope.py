"""Which ids and hours the events of a batch have, as the scope of a comparison with the tables behind `events`."""

from collections.abc import Collection, Sequence, Set
from datetime import UTC, datetime, timedelta

from events.moments import HOUR_MS
from ingest.columns import EventColumns
from warehouse.upkeep.derived.scopes import Ids

# A site and the number of an hour since 1970.
SiteHour = tuple[int, int]

_LAST_SITE = 0xFFFF_FFFF
# The last whole hour of a DateTime, and the hours between which DateTime64 is exact: 1900 to 2299.
_LAST_MS = 0xFFFF_FFFF * 1000 // HOUR_MS * HOUR_MS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_HOUR, _LAST_HOUR = -70 * 8_765, 329 * 8_765
_IDS = "select toUUIDOrZero(arrayJoin(splitByChar(',', {event_ids:String}))) as event_id"
_CONVERSION_IDS = "select toUUIDOrZero(arrayJoin(splitByChar(',', {conversion_ids:String}))) as event_id"
_HOURS = (
    "select pair.1 as site_id, toDateTime(pair.2, 'UTC') as hour"
    " from (select arrayJoin(arrayZip({hour_sites:Array(UInt32)}, {hours:Array(UInt32)})) as pair)"
)
_PERIOD = (
    "site_id in {sites:Array(UInt32)}"
    " and timestamp >= {happened_from:DateTime64(3, 'UTC')} and timestamp < {happened_to:DateTime64(3, 'UTC')}"
)


def list_storable(events: EventColumns, since_ms: int) -> list[int]:
    """The rows that a table can hold and that have not expired."""
    keys = zip(events["site_id"], events["timestamp_ms"], strict=True)
    first_ms = max(since_ms, 0)
    return [row for row, (site, moment) in enumerate(keys) if first_ms <= moment < _LAST_MS and 0 <= site <= _LAST_SITE]


def list_hours(events: EventColumns, rows: Sequence[int]) -> set[SiteHour]:
    """In which hours these rows happened, of each site."""
    sites, moments = events["site_id"], events["timestamp_ms"]
    return {(sites[row], moments[row] // HOUR_MS) for row in rows}


def make_ids(event_ids: Sequence[str], conversions: Set[str], hours: Collection[SiteHour]) -> Ids:
    """These ids of events that happened in these hours; ``conversions``: which ids are of leads and sales."""
    ordered = sorted(hours)
    numbers = [hour for _, hour in ordered]
    start, end = list_bounds([hour * HOUR_MS for hour in numbers])
    return Ids(
        ids=_IDS,
        hours=_HOURS,
        conversion_ids=_CONVERSION_IDS,
        period=_PERIOD,
        hours_period=_PERIOD,
        parameters={
            "event_ids": ",".join(event_ids),
            "conversion_ids": ",".join(each for each in event_ids if each in conversions),
            "hour_sites": [site for site, _ in ordered],
            "hours": [hour * HOUR_MS // 1000 for hour in numbers],
            "sites": sorted({site for site, _ in ordered}),
            "happened_from": start,
            "happened_to": end,
        },
    )


def list_bounds(moments_ms: Sequence[int]) -> tuple[datetime, datetime]:
    """The start of the first hour, and the end of the last."""
    hours = min(moments_ms) // HOUR_MS, max(moments_ms) // HOUR_MS + 1
    first, last = (_EPOCH + timedelta(hours=min(max(hour, _FIRST_HOUR), _LAST_HOUR)) for hour in hours)
    return first, last
