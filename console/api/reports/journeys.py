"""GET /paths and GET /cohorts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from console.api.fields import LABEL, Count, Resource
from console.api.parameters import PERIOD
from console.api.questions.attribution import find_own_refs, parse_attribution, query_rules
from console.api.questions.exchange import parse_currency
from console.api.questions.period import parse_period
from console.api.reports.notices import describe_crowds
from console.api.reports.prepared_credit import prepare_question
from console.api.request import ApiRequest, Call, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_integer
from database.sessions import begin_read
from events.moments import to_milliseconds
from money.amount import Amount, add_money, list_amounts
from registry.models import Partner
from reports.exchange.exchange import Exchange
from reports.journeys.cohorts import Cohort, CohortQuestion, Week, report_cohorts
from reports.journeys.paths import JourneyPath, report_paths


class Path(Resource):
    """A sequence of keys, repeated ones taken together; `share` of all conversions, revenue after refunds.

    `labels`: the steps as people call them, partners by their names.
    """

    steps: list[str]
    labels: Annotated[list[str], LABEL]
    conversions: Count
    share: float
    revenue: list[Amount]
    mean_touches: float
    median_seconds: float


class CohortWeek(Resource):
    """What those who first came in the week of `cohort` did in the `week` after it; money after refunds."""

    cohort: Annotated[str, Meta(extra_json_schema={"format": "date"})]
    week: Count
    people: Count
    buyers: Count
    repeaters: Count
    revenue: list[Amount]
    repeat_revenue: list[Amount]


def answer_paths(request: ApiRequest) -> Table:
    """The most travelled paths, each with its share of all conversions."""
    site_id, question = request.site().site_id, parse_attribution(request.query, request.now)
    row_count = parse_integer(request.query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    with begin_read(request.dependencies.sessions) as session:
        codes, rules = query_rules(session, site_id)
    own_refs = find_own_refs(request.caller.partner_id, request.query.get("partner", ""), codes)
    warehouse = request.dependencies.warehouse
    asked = question.make_credit_question(site_id, rules, [rules.model], own_refs)
    credit_question = prepare_question(request.dependencies, asked)
    found = report_paths(warehouse, codes, credit_question, row_count)
    meta = {**question.describe(rules), **describe_crowds(credit_question)}
    names = codes.map_by_own_code() if question.by == "partner" else {}
    rows = [_make_path(path, names) for path in found.paths]
    return Table(rows, {"conversions": found.conversions}, meta)


def answer_cohorts(request: ApiRequest) -> Table:
    """People by the week of their first click, and what they bought in each week after it, until now."""
    site_id, warehouse = request.site().site_id, request.dependencies.warehouse
    period, now_ms = parse_period(request.query, request.now), to_milliseconds(request.now)
    currency = parse_currency(request.query, request.dependencies.rates)
    with begin_read(request.dependencies.sessions) as session:
        codes, rules = query_rules(session, site_id)
    until = replace(period, end=max(period.end, request.now))
    exchange = currency.query(warehouse, site_id, until)
    cohorts = report_cohorts(warehouse, codes, rules, CohortQuestion(site_id, period, until.to_ms, exchange))
    sums = add_money(*(week.revenue_minor for cohort in cohorts for week in cohort.weeks.values()))
    kept = _choose_currencies(sums, exchange, has_rows=bool(cohorts))
    rows = [
        _make_week(cohort, number, week, kept, period.zone)
        for cohort in cohorts
        for number, week in cohort.list_weeks(now_ms)
    ]
    unconverted = {code: minor for code, minor in sums.items() if code not in kept}
    meta = {**period.describe(), **(exchange.describe(unconverted) if exchange else {})}
    return Table(rows, {"people": sum(cohort.people for cohort in cohorts)}, meta)


def _make_path(path: JourneyPath, names: Mapping[str, Partner]) -> Path:
    return Path(
        steps=list(path.steps),
        labels=[names[step].name or step if step in names else step for step in path.steps],
        conversions=path.conversions,
        share=path.share,
        revenue=list_amounts(path.revenue_minor),
        mean_touches=path.mean_touches,
        median_seconds=path.median_seconds,
    )


def _choose_currencies(sums: Mapping[str, int], exchange: Exchange | None, *, has_rows: bool) -> dict[str, int]:
    """Every currency that is shown, with nothing in it."""
    if exchange is None:
        return dict.fromkeys(sums, 0)
    return {exchange.currency: 0} if has_rows else {}


def _make_week(cohort: Cohort, number: int, week: Week, kept: Mapping[str, int], zone: ZoneInfo) -> CohortWeek:
    came = datetime.fromtimestamp(cohort.start_ms / 1000, UTC).astimezone(zone)
    return CohortWeek(
        cohort=came.date().isoformat(),
        week=number,
        people=cohort.people,
        buyers=week.buyers,
        repeaters=week.repeaters,
        revenue=_list_kept(week.revenue_minor, kept),
        repeat_revenue=_list_kept(week.repeat_minor, kept),
    )


def _list_kept(minor: Mapping[str, int], kept: Mapping[str, int]) -> list[Amount]:
    return list_amounts({currency: minor.get(currency, 0) for currency in kept})


CALLS = (
    Call(
        "list_paths",
        "GET",
        "/paths",
        answer_paths,
        "The most travelled paths to a conversion, repeated keys taken together",
        parameters=(*PERIOD, "by", "window", "conversion", "limit", "format"),
        answer_type=Path,
        has_figures=True,
        is_report=True,
        is_tagged=True,
    ),
    Call(
        "list_cohorts",
        "GET",
        "/cohorts",
        answer_cohorts,
        "People by the week of their first click, and what they bought in each week after it",
        parameters=(*PERIOD, "currency", "format"),
        answer_type=CohortWeek,
        has_figures=True,
        is_report=True,
    ),
)
