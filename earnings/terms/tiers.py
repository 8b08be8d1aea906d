"""Rates that rise with a partner's volume in a period."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Metric(StrEnum):
    """What is summed up: net revenue in minor units, sales, or customers."""

    REVENUE = "revenue"
    SALES = "sales"
    CUSTOMERS = "customers"


class PeriodKind(StrEnum):
    """How long a volume is summed up, in the program's zone."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    LIFETIME = "lifetime"


class TierMode(StrEnum):
    """Which part of the volume a reached rate applies to: its own slice, the next sales, or the whole period."""

    MARGINAL = "marginal"
    NEXT = "next"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Step:
    """From this volume on, this rate."""

    volume: int
    rate_ppm: int


@dataclass(frozen=True, slots=True)
class Tiers:
    """``steps`` rise and begin at 0."""

    metric: Metric
    period: PeriodKind
    mode: TierMode
    steps: tuple[Step, ...]

    def find_rate_ppm(self, volume: Fraction) -> int:
        """The rate that this volume has reached; a volume of exactly a step has reached it."""
        return [step.rate_ppm for step in self.steps if step.volume <= volume][-1]

    def blend_rate_ppm(self, before: Fraction, after: Fraction) -> Fraction:
        """The rate of what stands at [``before``, ``after``) of the volume."""
        if self.mode is TierMode.WHOLE:
            return Fraction(self.find_rate_ppm(after))
        if self.mode is TierMode.NEXT or self.metric is not Metric.REVENUE or after <= before:
            return Fraction(self.find_rate_ppm(before))
        return self._sum_slices(before, after) / (after - before)

    def _sum_slices(self, before: Fraction, after: Fraction) -> Fraction:
        ends = [Fraction(step.volume) for step in self.steps[1:]] + [after]
        total = Fraction(0)
        for step, end in zip(self.steps, ends, strict=True):
            total += step.rate_ppm * max(min(end, after) - max(Fraction(step.volume), before), Fraction(0))
        return total
