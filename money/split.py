"""The one split of an amount into whole parts: by largest remainder.

The attribution's credits.sql computes the same for all conversions at once; tests hold the two together.
"""

from collections.abc import Sequence
from fractions import Fraction


def split_amount(minor: int, weights: Sequence[int] | Sequence[Fraction]) -> list[int]:
    """Parts in proportion to the weights that sum exactly to ``minor``.

    Floors, then one unit each to the largest remainders, of equal ones to the earlier.
    """
    total = sum(weights)
    parts = [int(minor * weight // total) for weight in weights]
    return _add_missing(parts, minor, [minor * weight % total for weight in weights])


def round_parts(exact: Sequence[Fraction]) -> list[int]:
    """Whole parts that sum to the rounded sum of the exact ones: rounded once, then split by the same rule."""
    parts = [part.numerator // part.denominator for part in exact]
    total = round_half_away(sum(exact, Fraction(0)))
    return _add_missing(parts, total, [part - whole for part, whole in zip(exact, parts, strict=True)])


def round_half_away(exact: Fraction) -> int:
    """The nearest whole number, of two equally near the one farther from zero."""
    nearest = int(abs(exact) + Fraction(1, 2))
    return nearest if exact >= 0 else -nearest


def _add_missing(parts: list[int], total: int, remainders: Sequence[int | Fraction]) -> list[int]:
    by_remainder = sorted(range(len(parts)), key=lambda n: (-remainders[n], n))
    for n in by_remainder[: total - sum(parts)]:
        parts[n] += 1
    return parts
