"""The engine holds its promises on months of other seeds and shifted habits, none of which it was tuned on."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.fraud.conftest import Decide
from tests.fraud.filling import evaluate
from tests.fraud.scenario import Shape, make_month

SHAPES = {
    "as specified": (201, Shape(size=0.2)),
    "twice as many buy, four times sooner": (202, Shape(size=0.2, conversion_rate=0.06, lag_median_seconds=375)),
    "half as many buy, four times later": (203, Shape(size=0.3, conversion_rate=0.015, lag_median_seconds=6000)),
    "five times as many behind a carrier's address": (204, Shape(size=0.15, carrier_size=5)),
    "a fifth of the fraud": (205, Shape(size=0.3, fraud=0.2)),
    "little fraud, slow and rare buyers": (
        208,
        Shape(size=0.3, fraud=0.2, lag_median_seconds=6000, conversion_rate=0.015, carrier_size=5),
    ),
    "little fraud at a small shop": (209, Shape(size=0.1, fraud=0.2, partners=8)),
    "a third without a beacon": (210, Shape(size=0.2, engaged_share=0.66)),
}


# The plain month and the hardest one; `make test-slow` tries the others too.
ALWAYS = ("as specified", "little fraud, slow and rare buyers")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in ALWAYS else pytest.mark.slow) for name in SHAPES]
)
def test_thieves_are_caught_and_honest_people_spared(decide: Decide, name: str) -> None:
    seed, shape = SHAPES[name]
    month = make_month(seed, shape)
    figures = evaluate(month, decide(month))
    assert figures["recall"] >= 0.85, figures
    assert figures["precision"] >= 0.95, figures
    assert figures["honest_held"] <= 0.01, figures
    assert figures["honest_rejected"] == 0, figures
    assert figures["policy_flagged"] >= 0.9, figures
    assert figures["policy_rejected"] == 0, figures
    assert _worst_honest_archetype(figures) <= 0.05, figures


def _worst_honest_archetype(figures: Mapping[str, Any]) -> float:
    return max(float(share) for name, (share, _, _) in figures["archetypes"].items() if name.startswith("ok:"))
