"""The arithmetic of one conversion in whole numbers: what each touch weighs.

The attribution's credits.sql computes the same for all conversions at once; tests hold the two together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp2

from reports.paths.question import HALF_LIFE_MS, POSITION_PERCENTS


@dataclass(frozen=True, slots=True)
class TouchFeatures:
    """What the weight of a touch may depend on."""

    timestamp_ms: int
    key: str
    is_direct: bool


def weigh_touches(model: str, touches: Sequence[TouchFeatures]) -> list[int]:
    """One whole weight a touch of the path, which is in order of time and not empty."""
    return _WEIGHTS[model](touches)


def _choose(chosen: int, touches: Sequence[TouchFeatures]) -> list[int]:
    return [int(n == chosen) for n in range(len(touches))]


def _weigh_last_non_direct(touches: Sequence[TouchFeatures]) -> list[int]:
    indirect = [n for n, touch in enumerate(touches) if not touch.is_direct]
    return _choose(indirect[-1] if indirect else len(touches) - 1, touches)


def _weigh_by_position(touches: Sequence[TouchFeatures]) -> list[int]:
    first, middle, last = POSITION_PERCENTS
    between = len(touches) - 2
    if between < 0:
        return [1]
    return [first * max(between, 1), *[middle] * between, last * max(between, 1)]


def _weigh_by_age(touches: Sequence[TouchFeatures]) -> list[int]:
    newest_ms = touches[-1].timestamp_ms
    return [int(exp2(60 - (newest_ms - touch.timestamp_ms) / HALF_LIFE_MS)) for touch in touches]


def _weigh_keys(touches: Sequence[TouchFeatures]) -> list[int]:
    first = dict[str, int]()
    for n, touch in enumerate(touches):
        first.setdefault(touch.key, n)
    return [int(first[touch.key] == n) for n, touch in enumerate(touches)]


_WEIGHTS: Mapping[str, Callable[[Sequence[TouchFeatures]], list[int]]] = {
    "first_click": lambda touches: _choose(0, touches),
    "last_click": lambda touches: _choose(len(touches) - 1, touches),
    "last_non_direct": _weigh_last_non_direct,
    "linear": lambda touches: [1] * len(touches),
    "position": _weigh_by_position,
    "time_decay": _weigh_by_age,
    "shapley": _weigh_keys,
}
