"""GET /paths and GET /cohorts."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from reports.asking import Asked, Call, Table
from reports.attribution.paths import CreditQuestion, choose_path_statement, make_parameters
from reports.attribution.question import read_attribution, read_rules
from reports.money import add_money, show_money
from reports.partners.buckets import Interval, list_starts
from reports.period import read_period, to_milliseconds
from reports.statements import join_statement
from reports.values import read_integer

DEFAULT_ROWS, MOST_ROWS = 100, 10_000
_COHORT_COLUMNS = ("cohort", "week", "people", "buyers", "repeaters", "revenue", "repeat_revenue")


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
        "revenue": show_money(dict(zip(*row["revenue_minor"], strict=True))),
        "mean_touches": row["mean_touches"],
        "median_seconds": row["median_seconds"],
    }


def answer_cohorts(asked: Asked) -> Table:
    """People by the week of their first click, and what they bought in each week after it, until now."""
    codes, rules = read_rules(asked)
    period = read_period(asked.query, asked.now)
    until_ms = max(period.to_ms, to_milliseconds(asked.now))
    question = CreditQuestion(asked.site().site_id, period.from_ms, until_ms, rules, types=("sale",))
    starts_ms = [to_milliseconds(start) for start in list_starts(period, Interval.WEEK)]
    statement = join_statement(("reports.attribution", "people"), ("reports.journeys", "cohorts"))
    parameters = {**make_parameters(question, codes), "starts_ms": starts_ms, "ends_ms": period.to_ms}
    rows = asked.sources.warehouse.query(statement, parameters).dicts()
    sizes = {row["cohort_ms"]: row["people"] for row in rows if row["week"] == -1}
    weeks: dict[tuple[int, int], dict[str, Any]] = {}
    for row in rows:
        if row["week"] != -1:
            _add_week(weeks, row)
    shown = [
        {
            "cohort": datetime.fromtimestamp(cohort_ms / 1000, UTC).astimezone(period.zone).date().isoformat(),
            "week": week,
            "people": sizes[cohort_ms],
            **{name: show_money(value) if isinstance(value, dict) else value for name, value in figures.items()},
        }
        for (cohort_ms, week), figures in sorted(weeks.items())
    ]
    return Table(_COHORT_COLUMNS, shown, {"people": sum(map(int, map(str, sizes.values())))}, period.describe())


def _add_week(weeks: dict[tuple[int, int], dict[str, Any]], row: Mapping[str, Any]) -> None:
    nothing: dict[str, Any] = {"buyers": 0, "repeaters": 0, "revenue": {}, "repeat_revenue": {}}
    week = weeks.setdefault((row["cohort_ms"], row["week"]), nothing)
    # Who buys in two currencies counts once in each.
    week["buyers"] += row["people"]
    week["repeaters"] += row["repeaters"]
    week["revenue"] = add_money(week["revenue"], {row["currency"]: row["revenue_minor"]})
    week["repeat_revenue"] = add_money(week["repeat_revenue"], {row["currency"]: row["repeat_minor"]})


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
        parameters=("site", "from", "to", "tz", "format"),
        row="CohortWeek",
        has_figures=True,
    ),
)
