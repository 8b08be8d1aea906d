"""When things happen in the stories of a shop: few different moments, edge to edge with windows and pauses."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from events.enums import TRUST, Source
from events.moments import to_milliseconds
from registry.partner_statuses import NO_END_MS
from tests.fixtures.event_rows import at
from tests.reports.reference.clicks import NO_TIME

START = at("2026-03-01")
# Both edges of windows of 7 and of 30 days, and of a period from the 5th to the 40th day.
_DAYS = (0, 1, 3, 5, 7, 8, 10, 12, 30, 31, 35, 38, 40, 41)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def span(from_day: float, to_day: float | None = None) -> tuple[int, int]:
    """Milliseconds of days of the story; without an end it stays open."""
    from_ms, to_ms = (to_milliseconds(START + day * _DAY) for day in (from_day, to_day or 0))
    return from_ms, NO_END_MS if to_day is None else to_ms


# When partners were not active, edge to edge with the moments of the stories.
INACTIVE: Mapping[str, Sequence[tuple[int, int]]] = {"alice": [span(5, 7), span(30, 31)], "carol": [span(40)]}


def choose_moment(dice: random.Random) -> datetime:
    """Often midnight."""
    millisecond = dice.choice([0, 0, 0, 1, dice.randrange(86_400_000)])
    return START + timedelta(days=dice.choice(_DAYS), milliseconds=millisecond)


def choose_times(dice: random.Random, source: Source, moment: datetime) -> dict[str, datetime]:
    """When what happened at that moment was received; a browser's may be moved there from a time of its own."""
    if TRUST[source] >= TRUST[Source.IMPORT]:
        late = dice.choice([timedelta(), timedelta(), _HOUR, 3 * _DAY, 50 * _DAY, -_DAY])
        return {"received_at": moment + late, "named_at": NO_TIME}
    if source in (Source.REDIRECT, Source.PIXEL) or dice.random() < 0.3:
        return {"received_at": moment, "named_at": NO_TIME}
    if dice.random() < 0.6:
        late = dice.choice([timedelta(milliseconds=1), _HOUR, _DAY, 2 * _DAY])
        return {"received_at": moment + late, "named_at": NO_TIME}
    away = dice.choice([-3 * _DAY, -7 * _DAY, -30 * _DAY, timedelta(milliseconds=1), _DAY])
    return {"received_at": moment, "named_at": moment + away}
