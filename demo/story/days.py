"""When things happen: more by day than by night, more at the weekend, and more from month to month."""

from collections.abc import Iterator
from random import Random

from demo.story.report import DAY_SECONDS

DAYS = 90
# How much of a day belongs to each of its hours.
_HOURS = (2, 1, 1, 1, 1, 2, 5, 9, 12, 11, 9, 8, 9, 9, 8, 8, 9, 10, 11, 12, 13, 12, 8, 4)
# The story ends at this hour, whatever the clock says: so its figures are the same on each day and at each hour.
_LAST_HOUR = 18
_WEEK = (1.25, 0.8, 0.85, 0.9, 0.9, 1.0, 1.3)
_GROWTH = 0.75, 1.25


def list_moments(chance: Random, per_day: float, from_days: float = DAYS, until_days: float = 0) -> Iterator[float]:
    """Seconds before the end of the story, for so many things on an average day."""
    for day in range(int(until_days), int(from_days)):
        expected = per_day * _WEEK[day % 7] * (_GROWTH[1] - (_GROWTH[1] - _GROWTH[0]) * day / DAYS)
        for _ in range(int(expected) + (chance.random() < expected % 1)):
            yield choose_moment(chance, day)


def choose_moment(chance: Random, day: int) -> float:
    """Seconds before the end, on a day that many days before it."""
    [hour] = chance.choices(range(24), _HOURS)
    return day * DAY_SECONDS + (_LAST_HOUR - hour) % 24 * 3600 + chance.uniform(1, 3599)
