"""POST /funnel."""

from console.api.questions.funnel import read_funnel
from console.api.questions.period import read_period
from console.api.request import Asked, Call, Table
from console.api.values import read_text
from database.engine import begin_reading
from registry.codes import query_codes
from reports.funnel.question import BOUNDS_SECONDS, FunnelQuestion
from reports.funnel.report import report_funnel, show_steps

_COLUMNS = ("people", "from_previous", "from_first", "median_seconds", "mean_seconds", "p90_seconds")
_TIME_COLUMNS = tuple(f"histogram_{seconds}" for seconds in BOUNDS_SECONDS)


def answer_funnel(asked: Asked) -> Table:
    """The steps; with ``by`` also those of each key of the event that began the attempt, largest first."""
    site_id = asked.site().site_id
    question = read_funnel(asked.body)
    in_body = {name: read_text(asked.body, name) for name in ("from", "to", "tz") if name in asked.body}
    period = read_period({**asked.query, **in_body}, asked.now)
    with begin_reading(asked.sources.sessions) as session:
        codes = query_codes(session, site_id)
    funnel = report_funnel(asked.sources.warehouse, codes, site_id, period, question)
    breakdown = [
        {"key": key or "(none)", "steps": show_steps(steps, question)}
        for key, steps in sorted(funnel.by_key.items(), key=lambda item: (-item[1][0].people, item[0]))
        if question.by
    ]
    meta = {**period.describe(), **_describe(question)}
    more = {"by": breakdown} if question.by else {}
    columns = (*_COLUMNS, *_TIME_COLUMNS) if question.histogram else _COLUMNS
    return Table(columns, show_steps(funnel.total, question), more, meta)


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
        "POST",
        "/funnel",
        answer_funnel,
        "How many people go from step to step, in order, strictly in order or in any order, and how long it takes",
        parameters=("site", "from", "to", "tz", "format"),
        body="FunnelQuestion",
        row="FunnelStep",
        rows_name="steps",
        has_figures=True,
    ),
)
