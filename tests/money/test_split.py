"""An amount is split to the last unit, by largest remainder."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from money.split import round_half_away, round_parts, split_amount

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


@given(st.lists(st.fractions(0, 10**6), max_size=9))
def test_rounded_parts_sum_to_the_rounded_whole_and_are_less_than_a_unit_off(exact: list[Fraction]) -> None:
    parts = round_parts(exact)
    assert sum(parts) == round_half_away(sum(exact, Fraction(0)))
    assert all(abs(part - each) < 1 or part - each == 1 for part, each in zip(parts, exact, strict=True))


@pytest.mark.parametrize(
    ("exact", "rounded"), [("0.5", 1), ("-0.5", -1), ("0.49", 0), ("1.5", 2), ("2.5", 3), ("-2.51", -3), ("0", 0)]
)
def test_a_half_is_rounded_away_from_zero(exact: str, rounded: int) -> None:
    assert round_half_away(Fraction(exact)) == rounded


def test_the_unit_that_is_missing_goes_to_the_largest_remainder() -> None:
    assert round_parts([Fraction("3.333"), Fraction("1.6665")]) == [3, 2]
