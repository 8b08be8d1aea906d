"""On which days a program pays, and until when money must be approved to be in it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class PayoutEvery(StrEnum):
    """How often; ``request``: a partner is paid once he asks for it."""

    WEEK = "week"
    MONTH = "month"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class PayoutSchedule:
    """``day``: 1 is Monday, or the day of the month, whose last one it is where the month is shorter.

    ``cutoff_days``: so many days before the day of payment begins, money must be approved to be in it.
    """

    every: PayoutEvery
    day: int = 1
    cutoff_days: int = 0

    def find_day(self, today: date) -> date | None:
        """The next day of payment, today's included; None where partners ask for it."""
        match self.every:
            case PayoutEvery.WEEK:
                return today + timedelta((self.day - today.isoweekday()) % 7)
            case PayoutEvery.MONTH:
                days = (_choose_day(today, self.day), _choose_day(today.replace(day=28) + timedelta(4), self.day))
                return next(day for day in days if day >= today)
            case PayoutEvery.REQUEST:
                return None

    def find_last_cutoff(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """The latest one that has passed; None where partners ask for payouts."""
        day = self.find_day(now.astimezone(zone).date())
        while day and self.find_cutoff(day, zone) > now:
            day = self._find_day_before(day)
        return self.find_cutoff(day, zone) if day else None

    def _find_day_before(self, day: date) -> date:
        if self.every is PayoutEvery.WEEK:
            return day - timedelta(7)
        return _choose_day(day.replace(day=1) - timedelta(1), self.day)

    def find_cutoff(self, day: date, zone: ZoneInfo) -> datetime:
        """What is payable before this moment is paid on the day."""
        return datetime.combine(day - timedelta(self.cutoff_days), time(), zone).astimezone(UTC)


def _choose_day(month: date, day: int) -> date:
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))
