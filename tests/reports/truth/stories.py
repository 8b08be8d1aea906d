"""A published set of paths as somebody would report it: clicks minutes apart, then conversions, by visitor."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

MODELS = {
    "first": "first_click",
    "last": "last_click",
    "linear": "linear",
    "position_40_20_40": "position",
    "shapley_set": "shapley",
    "markov": "markov",
}


@dataclass(frozen=True, slots=True)
class Act:
    """One click by ``key``, or a conversion where it is empty."""

    visitor_id: str
    at: datetime
    key: str = ""


def make_acts(rows: list[dict[str, Any]], start: datetime, *, one_visitor_a_row: bool) -> Iterator[Act]:
    """What the visitors of each path do; a path's conversions are of one visitor each, or all of one."""
    for n, row in enumerate(rows):
        buyers = min(1, row["conversions"]) if one_visitor_a_row else row["conversions"]
        for number in range(buyers + row["nulls"]):
            visitor_id = f"{n}-{number}"
            steps = [Act(visitor_id, start + timedelta(minutes=m), key) for m, key in enumerate(row["path"])]
            yield from steps
            bought = row["conversions"] if one_visitor_a_row else 1
            for m in range(bought if number < buyers else 0):
                yield Act(visitor_id, steps[-1].at + timedelta(minutes=1 + m))


def expect_conversions(case: dict[str, Any]) -> dict[str, Mapping[str, float]]:
    """Our model → key → conversions, without the keys that get none."""
    found = {MODELS[name]: figures for name, figures in case["exact"].items()}
    found["markov"] = found["markov"]["conversions"]
    return {model: {key: value for key, value in figures.items() if value} for model, figures in found.items()}
