"""POST /funnel."""

from msgspec import UNSET, UnsetType

from console.api.fields import Count, Ratio, Resource, Seconds
from console.api.parameters import PERIOD
from console.api.questions.funnel import FunnelBody, parse_funnel
from console.api.questions.period import parse_period
from console.api.request import ApiRequest, Call, Table
from console.api.values import parse_text
from database.sessions import begin_read
from registry.code_lookup import query_codes
from reports.funnel.question import BOUNDS_SECONDS, FunnelQuestion
from reports.funnel.report import report_funnel, show_steps


class FunnelStep(Resource):
    """People who came this far, and how long they took from the step before.

    `histogram`: people by seconds from the step before: at least the key, less than the next key.
    """

    people: Count
    from_previous: Ratio
    from_first: Ratio
    median_seconds: Seconds
    mean_seconds: Seconds
    p90_seconds: Seconds
    histogram: dict[str, int] | UnsetType = UNSET


def answer_funnel(request: ApiRequest) -> Table:
    """The steps; with ``by`` also those of each key of the event that began the attempt, largest first."""
    site_id = request.site().site_id
    question = parse_funnel(request.body)
    in_body = {name: parse_text(request.body, name) for name in ("from", "to", "tz") if name in request.body}
    period = parse_period({**request.query, **in_body}, request.now)
    with begin_read(request.dependencies.sessions) as session:
        codes = query_codes(session, site_id)
    funnel = report_funnel(request.dependencies.warehouse, codes, site_id, period, question)
    breakdown = [
        {"key": key or "(none)", "steps": show_steps(steps, question)}
        for key, steps in sorted(funnel.by_key.items(), key=lambda item: (-item[1][0].people, item[0]))
        if question.by
    ]
    meta = {**period.describe(), **_describe(question)}
    more = {"by": breakdown} if question.by else {}
    rows = [FunnelStep.pick(step) for step in show_steps(funnel.total, question)]
    return Table(rows, more, meta, {"histogram": BOUNDS_SECONDS} if question.histogram else {})


def _describe(question: FunnelQuestion) -> dict[str, object]:
    return {
        "order": question.order,
        "modes": list(question.modes),
        "entry": question.entry,
        "counting": question.counting,
        "window_ms": question.window_ms,
        "grace_ms": question.grace_ms,
    }


CALLS = (
    Call(
        "read_funnel",
        "POST",
        "/funnel",
        answer_funnel,
        "How many people go from step to step, in order, strictly in order or in any order, and how long it takes",
        parameters=(*PERIOD, "format"),
        body=FunnelBody,
        answer_type=FunnelStep,
        rows_name="steps",
        has_figures=True,
        is_report=True,
    ),
)
