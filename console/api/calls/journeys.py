"""GET /paths and GET /cohorts."""

from collections.abc import Mapping
from typing import Any

from console.api.calls.cohorts import answer_cohorts
from console.api.questions.attribution import read_attribution, read_rules
from console.api.request import Asked, Call, Table
from console.api.values import read_integer
from money.amount import list_amounts
from reports.attribution.paths import choose_path_statement, make_parameters

DEFAULT_ROWS, MOST_ROWS = 100, 10_000


def answer_paths(asked: Asked) -> Table:
    """The most travelled paths, each with its share of all conversions."""
    codes, rules = read_rules(asked)
    reading = read_attribution(asked, codes, rules, [rules.model])
    limit = read_integer(asked.query, "limit", 1, MOST_ROWS, DEFAULT_ROWS)
    warehouse, question = asked.sources.warehouse, reading.question
    statement = choose_path_statement(warehouse, question, "reports.journeys", "paths")
    found = warehouse.query(statement, {**make_parameters(question, codes), "row_count": limit}).dicts()
    return Table(
        ("steps", "conversions", "share", "revenue", "mean_touches", "median_seconds"),
        [_show_path(row) for row in found],
        {"conversions": found[0]["all_conversions"] if found else 0},
        reading.describe(),
    )


def _show_path(row: Mapping[str, Any]) -> dict[str, object]:
    return {
        "steps": row["steps"],
        "conversions": row["conversions"],
        "share": row["conversions"] / row["all_conversions"],
        "revenue": list_amounts(dict(zip(*row["revenue_minor"], strict=True))),
        "mean_touches": row["mean_touches"],
        "median_seconds": row["median_seconds"],
    }


CALLS = (
    Call(
        "GET",
        "/paths",
        answer_paths,
        "The most travelled paths to a conversion, repeated keys taken together",
        parameters=("site", "from", "to", "tz", "by", "window", "conversion", "limit", "format"),
        row="Path",
        has_figures=True,
    ),
    Call(
        "GET",
        "/cohorts",
        answer_cohorts,
        "People by the week of their first click, and what they bought in each week after it",
        parameters=("site", "from", "to", "tz", "currency", "format"),
        row="CohortWeek",
        has_figures=True,
    ),
)
