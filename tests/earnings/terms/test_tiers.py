"""The rate of a sale by where it stands in the volume."""

from fractions import Fraction

import pytest

from earnings.terms.tiers import Metric, PeriodKind, Step, TierMode, Tiers

STEPS = (Step(0, 100_000), Step(1000, 150_000), Step(2000, 200_000))


@pytest.mark.parametrize(
    ("mode", "metric", "before", "after", "rate_ppm"),
    [
        (TierMode.MARGINAL, Metric.REVENUE, 0, 1000, Fraction(100_000)),
        (TierMode.MARGINAL, Metric.REVENUE, 900, 1200, Fraction(400_000, 3)),
        (TierMode.MARGINAL, Metric.REVENUE, 500, 2500, Fraction(150_000)),
        (TierMode.MARGINAL, Metric.REVENUE, 3000, 3001, Fraction(200_000)),
        (TierMode.MARGINAL, Metric.REVENUE, 1000, 1000, Fraction(150_000)),
        (TierMode.MARGINAL, Metric.SALES, 999, 1000, Fraction(100_000)),
        (TierMode.NEXT, Metric.REVENUE, 999, 5000, Fraction(100_000)),
        (TierMode.NEXT, Metric.REVENUE, 1000, 5000, Fraction(150_000)),
        (TierMode.WHOLE, Metric.REVENUE, 0, 1000, Fraction(150_000)),
        (TierMode.WHOLE, Metric.REVENUE, 0, 999, Fraction(100_000)),
    ],
)
def test_the_rate_by_mode(mode: TierMode, metric: Metric, before: int, after: int, rate_ppm: Fraction) -> None:
    tiers = Tiers(metric, PeriodKind.MONTH, mode, STEPS)
    assert tiers.blend_rate_ppm(Fraction(before), Fraction(after)) == rate_ppm
