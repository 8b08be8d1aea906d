"""The period that another one is compared with."""

from datetime import timedelta
from enum import StrEnum

from reports.period import Period

# As many whole weeks as a year has: a Monday is compared with a Monday.
_YEAR = timedelta(weeks=52)


class Comparison(StrEnum):
    """As many days just before, the same days 52 weeks earlier, or nothing."""

    PREVIOUS = "previous"
    YEAR = "year"
    OFF = "off"


def find_before(period: Period, comparison: Comparison) -> Period | None:
    """The other period, on the same clock; None where nothing is compared."""
    if comparison is Comparison.OFF:
        return None
    # By the clock of the zone: a midnight stays a midnight.
    length = period.end.replace(tzinfo=None) - period.start.replace(tzinfo=None)
    shift = length if comparison is Comparison.PREVIOUS else _YEAR
    return Period(period.start - shift, period.end - shift, period.zone)
