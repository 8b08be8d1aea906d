"""GET /fraud/marks: the review queue."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from console.api.cursors import parse_cursor, write_cursor
from console.api.fraud.mark import Mark
from console.api.parameters import PERIOD
from console.api.questions.period import parse_period
from console.api.reports.conversion import combine_amount
from console.api.reports.shown import show_mark_decisions
from console.api.request import ApiRequest, Call, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_choice, parse_integer, parse_text
from fraud.review.marks import ALL_TIME_MS, STATES, MarkQuestion, list_marks


def answer_marks(request: ApiRequest) -> Table:
    """The review queue, newest first, a page at a time; all time where no period is given."""
    query = request.query
    limit = parse_integer(query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    before_ms, before_id = parse_cursor(query, str.isalnum, (ALL_TIME_MS[1], ""))
    question = parse_marks(query, request.now, request.site().site_id)
    page = replace(question, before_ms=before_ms, before_id=before_id, row_count=limit + 1)
    found = list_marks(request.dependencies.warehouse, page)
    shown = found[:limit]
    following = write_cursor(shown[-1]["timestamp"], shown[-1]["mark_id"]) if len(found) > limit else None
    listed = show_mark_decisions(request.dependencies, question.site_id, shown)
    return Table([Mark.pick(combine_amount(mark)) for mark in listed], {"next_cursor": following})


def parse_marks(query: Mapping[str, str], now: datetime, site_id: int) -> MarkQuestion:
    """Which marks the query asks for; all time where no period is given."""
    period = parse_period(query, now) if query.get("from") or query.get("to") else None
    return MarkQuestion(
        site_id=site_id,
        from_ms=period.from_ms if period else ALL_TIME_MS[0],
        to_ms=period.to_ms if period else ALL_TIME_MS[1],
        partner=parse_text(query, "partner").lower(),
        rule=parse_text(query, "rule"),
        traffic_class=parse_text(query, "class"),
        subject_kind=parse_text(query, "subject"),
        state=parse_choice(query, "state", STATES, "open"),
        row_count=parse_integer(query, "limit", 1, MAX_ROWS, DEFAULT_ROWS),
    )


FILTERS = (*PERIOD, "partner", "rule", "class", "subject", "state", "limit")
CALLS = (
    Call(
        "list_marks",
        "GET",
        "/fraud/marks",
        answer_marks,
        "Marks for review, newest first, a page at a time",
        parameters=(*FILTERS, "cursor", "format"),
        answer_type=Mark,
    ),
)
