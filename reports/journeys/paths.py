"""The most travelled paths to a conversion, each with its share of all conversions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.code_lookup import CodeLookup
from reports.paths.question import CreditQuestion
from reports.paths.statements import query_paths
from reports.settled.reading import find_settled
from reports.settled.statements import query_paths_in_parts
from warehouse.interface import Value, Warehouse


@dataclass(frozen=True, slots=True)
class JourneyPath:
    """A sequence of keys, repeated ones taken together; ``revenue_minor`` by currency, after refunds."""

    steps: Sequence[str]
    conversions: int
    share: float
    revenue_minor: Mapping[str, int]
    mean_touches: float
    median_seconds: float


@dataclass(frozen=True, slots=True)
class Paths:
    """Most conversions first; ``conversions`` counts those of all paths, also of those left out."""

    paths: Sequence[JourneyPath]
    conversions: int


def report_paths(warehouse: Warehouse, codes: CodeLookup, question: CreditQuestion, row_count: int) -> Paths:
    """At most ``row_count`` paths."""
    part = ("reports.journeys", "paths")
    limit: Mapping[str, Value] = {"row_count": row_count}
    found = find_settled(warehouse, question)
    # The most travelled of two answers need not be among those of both.
    if found.settled and not found.list_unsettled():
        [answer] = query_paths_in_parts(warehouse, found, codes, part, parameters=limit)
    else:
        answer = query_paths(warehouse, question, codes, part, parameters=limit)
    rows: list[dict[str, Any]] = answer.dicts()
    return Paths(list(map(_make_path, rows)), rows[0]["all_conversions"] if rows else 0)


def _make_path(row: Mapping[str, Any]) -> JourneyPath:
    return JourneyPath(
        steps=row["steps"],
        conversions=row["conversions"],
        share=row["conversions"] / row["all_conversions"],
        revenue_minor=dict(zip(*row["revenue_minor"], strict=True)),
        mean_touches=row["mean_touches"],
        median_seconds=row["median_seconds"],
    )
