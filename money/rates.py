"""What one currency was worth in another on a day, exactly."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from money.amount import minor_digits


@dataclass(frozen=True, slots=True)
class Course:
    """The days of which a currency's rate is known, in order, and how much of it one unit of the base bought."""

    days: Sequence[date]
    rates: Sequence[Decimal]

    def find(self, day: date) -> Decimal | None:
        """The rate of the day, else the last one known before it: banks rest on weekends."""
        place = bisect_right(self.days, day)
        return self.rates[place - 1] if place else None


@dataclass(frozen=True, slots=True)
class Rates:
    """Courses against ``base``, which needs none."""

    base: str
    courses: Mapping[str, Course]

    def list_currencies(self) -> list[str]:
        """All that have a rate, by name."""
        return sorted({self.base, *self.courses})

    def knows(self, currency: str) -> bool:
        """Whether the currency has any rate."""
        return currency == self.base or currency in self.courses

    def find_factor(self, currency: str, target: str, day: date) -> Fraction | None:
        """How many minor units of ``target`` one minor unit of ``currency`` was worth; None for not known."""
        if currency == target:
            return Fraction(1)
        paid, bought = self._find(currency, day), self._find(target, day)
        if paid is None or bought is None:
            return None
        return Fraction(bought) / Fraction(paid) * Fraction(10) ** (minor_digits(target) - minor_digits(currency))

    def _find(self, currency: str, day: date) -> Decimal | None:
        if currency == self.base:
            return Decimal(1)
        course = self.courses.get(currency)
        return course.find(day) if course else None


def round_half_even(amount: Fraction) -> int:
    """The nearest whole number, of two equally near the even one."""
    return round(amount)
