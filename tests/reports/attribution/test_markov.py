"""The removal effects are those of the chain with the key taken out, and money is split to the last unit."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.attribution import markov
from reports.attribution.credit import Credit
from reports.attribution.errors import ModelUnsuited
from reports.attribution.markov import Steps, measure_removal_effects, split_credit

Journey = tuple[str, bool]
_journeys = st.lists(st.tuples(st.text("abcd", min_size=1, max_size=5), st.booleans()), min_size=1, max_size=12).filter(
    lambda journeys: any(converted for _, converted in journeys)
)


def count_steps(journeys: Sequence[Journey]) -> list[Steps]:
    """The steps of journeys whose keys are letters, and whether each one converted."""
    steps: Counter[tuple[str, str, str]] = Counter()
    for keys, converted in journeys:
        steps["start", "", keys[0]] += 1
        steps.update(("step", left, reached) for left, reached in pairwise(keys))
        steps["conversion" if converted else "null", keys[-1], ""] += 1
    return [Steps(*step, count) for step, count in steps.items()]


def find_chance(journeys: Sequence[Journey], removed: str = "") -> Fraction:
    """The chance of a conversion, by elimination in exact fractions, every step into ``removed`` leading to null."""
    states = sorted({key for keys, _ in journeys for key in keys} - {removed})
    left: Counter[str] = Counter()
    taken: Counter[tuple[str, str]] = Counter()
    for keys, converted in journeys:
        walk = ["", *keys, "!" if converted else "?"]
        left.update(walk[:-1])
        taken.update(pairwise(walk))
    rows = {
        state: {other: Fraction(taken[state, other], left[state]) for other in [*states, "!"]}
        for state in ["", *states]
    }
    for state in states:
        own = rows.pop(state)
        stays = own.pop(state)
        for row in rows.values():
            into = row.pop(state) / (1 - stays)
            for other, chance in own.items():
                row[other] += into * chance
    return rows[""]["!"]


@given(_journeys)
def test_a_removal_effect_is_what_the_chain_loses_without_the_key(journeys: list[Journey]) -> None:
    effects = measure_removal_effects(count_steps(journeys))
    whole = find_chance(journeys)
    expected = {
        key: float(1 - find_chance(journeys, key) / whole) for key in {key for keys, _ in journeys for key in keys}
    }
    assert effects == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(st.integers(0, 10**15), st.dictionaries(st.text(max_size=3), st.floats(1e-9, 1), min_size=1, max_size=9))
def test_split_money_sums_exactly(amount_minor: int, weights: dict[str, float]) -> None:
    split = split_credit(Credit(1.0, 1.0, 0.0, {"EUR": amount_minor}), weights)
    parts = {key: credit.revenue_minor["EUR"] for key, credit in split.items()}
    assert sum(parts.values()) == amount_minor
    whole = sum(map(Fraction, weights.values()))
    assert all(abs(part - amount_minor * Fraction(weights[key]) / whole) < 1 for key, part in parts.items())


def test_of_equal_keys_the_first_name_gets_the_odd_unit() -> None:
    total = Credit(1.0, 1.0, 0.0, {"EUR": 101, "JPY": 3})
    split = split_credit(total, {"b": 1.0, "a": 1.0, "idle": 0.0})
    assert {key: credit.revenue_minor for key, credit in split.items()} == {
        "a": {"EUR": 51, "JPY": 2},
        "b": {"EUR": 50, "JPY": 1},
    }


def test_too_many_keys_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markov, "MAX_KEYS", 1)
    with pytest.raises(ModelUnsuited, match="coarser"):
        measure_removal_effects(count_steps([("ab", True)]))
