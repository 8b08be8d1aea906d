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
    by_remainder = sorted(range(len(weights)), key=lambda n: (-(minor * weights[n] % total), n))
    for n in by_remainder[: minor - sum(parts)]:
        parts[n] += 1
    return parts
