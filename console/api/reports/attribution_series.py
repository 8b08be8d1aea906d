"""GET /attribution/series: the totals of GET /attribution, bucket by bucket."""

from datetime import datetime

from console.api.fields import Instant, Resource
from console.api.parameters import PERIOD
from console.api.questions.attribution import parse_attribution
from console.api.reports.notices import describe_crowds
from console.api.reports.prepared_credit import prepare_credit
from console.api.request import ApiRequest, Call, Table
from console.api.values import parse_choice
from events.moments import to_milliseconds
from money.amount import Amount
from reports.attribution.credit import Credit, keep_converted
from reports.attribution.series import report_series
from reports.buckets import Interval, list_starts


class CreditBucket(Resource):
    """What was credited to all keys from `start` until the next bucket."""

    start: Instant
    conversions: float
    sales: float
    leads: float
    revenue: list[Amount]


def answer_series(request: ApiRequest) -> Table:
    """Every bucket of the period in order, without conversions too; credit as in the attribution of the same query."""
    warehouse, site_id = request.dependencies.warehouse, request.site().site_id
    question = parse_attribution(request.query, request.now)
    interval = Interval(parse_choice(request.query, "interval", tuple(Interval), Interval.DAY))
    starts = list_starts(question.period, interval)
    prepared = prepare_credit(
        question,
        request.query,
        request.dependencies,
        request.caller,
        site_id,
        lambda rules: [question.model or rules.model],
    )
    [model] = prepared.question.models
    series = report_series(warehouse, prepared.codes, prepared.question, list(map(to_milliseconds, starts)))
    converted = keep_converted(series.values(), prepared.exchange)
    meta = {**question.describe(prepared.rules), "model": model, "interval": interval, **converted}
    meta |= describe_crowds(prepared.question)
    return Table([_make_bucket(start, series.get(to_milliseconds(start), Credit())) for start in starts], {}, meta)


def _make_bucket(start: datetime, credit: Credit) -> CreditBucket:
    return CreditBucket.pick({"start": start, **credit.show()})


CALLS = (
    Call(
        "read_attribution_series",
        "GET",
        "/attribution/series",
        answer_series,
        "The credit of all keys together over time; it sums up to the totals of the attribution",
        parameters=(
            "model",
            *PERIOD,
            "interval",
            "by",
            "window",
            "conversion",
            "partner",
            "currency",
            "position",
            "half_life",
            "format",
        ),
        answer_type=CreditBucket,
        is_for_partners=True,
        has_figures=True,
        is_report=True,
    ),
)
