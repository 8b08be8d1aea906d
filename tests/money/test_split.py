"""An amount is split to the last unit, by largest remainder."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from money.split import split_amount

_weights = st.lists(st.fractions(0, 1), min_size=1, max_size=9).filter(any)


@given(st.integers(-(10**15), 10**15), _weights)
def test_parts_sum_exactly_and_are_less_than_a_unit_off(minor: int, weights: list[Fraction]) -> None:
    parts = split_amount(minor, weights)
    assert sum(parts) == minor
    assert all(abs(part - minor * weight / sum(weights)) < 1 for part, weight in zip(parts, weights, strict=True))


@pytest.mark.parametrize(
    ("minor", "weights", "parts"),
    [
        (1000, [1, 1, 1], [334, 333, 333]),
        (1, [1, 1], [1, 0]),
        (100, [1, 2, 4], [14, 29, 57]),
        (-1, [1, 1], [0, -1]),
        (5, [0, 7], [0, 5]),
    ],
)
def test_what_is_left_over_goes_to_the_largest_remainders_of_equal_ones_to_the_earlier(
    minor: int, weights: list[int], parts: list[int]
) -> None:
    assert split_amount(minor, weights) == parts
