"""GET /drift and GET /refunds/unmatched: what money did not follow."""

from typing import Annotated

from msgspec import Meta

from console.api.cursors import is_event_id, parse_cursor, write_cursor
from console.api.earnings.scope import open_scope
from console.api.fields import LABEL, Instant, Milliseconds, Resource, choice
from console.api.names import Names, query_names
from console.api.questions.period import parse_period
from console.api.request import ApiRequest, Call, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_integer
from database.sessions import begin_read
from earnings.commissions.decision import Decision
from earnings.figures.drift import query_drift
from earnings.figures.unmatched import query_unmatched
from money.amount import Amount, make_amount

_NO_END_MS = 2**53


class DriftShare(Resource):
    """The part of the weight that a partner has by a rule."""

    partner: str
    partner_name: Annotated[str, LABEL]
    rule: str
    weight: int
    total_weight: int


class DriftRow(Resource):
    """A locked decision that would be made otherwise today; nothing of it is paid by itself."""

    order_id: str
    sold_at: Instant
    decided: list[DriftShare]
    today: list[DriftShare]
    decided_base: Amount | None
    today_base: Amount | None


class UnmatchedRefund(Resource):
    """A refund or dispute that waits for its sale: nobody has reported one of the order, or with the payment."""

    event_id: str
    type: Annotated[str, choice(("refund", "dispute"))]
    order_id: str
    refund_id: str
    payment_id: Annotated[str, Meta(description="where it names no order")]
    timestamp: Milliseconds
    value: Annotated[Amount | None, Meta(description="null: all of the order, or only a total is known")]
    refunded_total: Amount | None


def answer_drift(request: ApiRequest) -> Table:
    """Of the sales of a period, of at most 5,000; `is_cut` where it has more."""
    dependencies, period = request.dependencies, parse_period(request.query, request.now)
    scope = open_scope(dependencies, request.caller, request.site().site_id)
    with begin_read(dependencies.sessions) as session:
        names = query_names(session, scope.registry.site_id)
    found, is_cut = query_drift(
        dependencies.warehouse, dependencies.sessions, scope.registry, period.from_ms, period.to_ms, request.now
    )
    rows = [
        DriftRow(
            order_id=scope.show_order(each.decided.order),
            sold_at=each.decided.conversion.at,
            decided=_list_shares(each.decided, names),
            today=_list_shares(each.today, names),
            decided_base=make_amount(each.decided.base_minor, each.decided.conversion.currency),
            today_base=make_amount(each.today.base_minor, each.today.conversion.currency),
        )
        for each in found
    ]
    return Table(rows, {"is_cut": is_cut}, period.describe())


def answer_unmatched(request: ApiRequest) -> Table:
    """Newest first."""
    row_count = parse_integer(request.query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    before_ms, before_id = parse_cursor(request.query, is_event_id, (_NO_END_MS, ""))
    site_id = request.site().site_id
    found = query_unmatched(request.dependencies.warehouse, site_id, before_ms, before_id, row_count + 1)
    shown = found[:row_count]
    last = shown[-1] if len(found) > row_count else None
    rows = [
        UnmatchedRefund(
            each.event_id,
            each.type,
            each.order_id,
            each.refund_id,
            each.payment_id,
            each.timestamp_ms,
            make_amount(each.amount_minor, each.currency),
            make_amount(each.refunded_total_minor, each.currency),
        )
        for each in shown
    ]
    return Table(rows, {"next_cursor": last and write_cursor(last.timestamp_ms, last.event_id)})


def _list_shares(decision: Decision, names: Names) -> list[DriftShare]:
    return [
        DriftShare(each.partner, names.name_partner(each.partner), each.rule, each.weight, decision.total_weight)
        for each in decision.list_earning()
    ]


CALLS = (
    Call(
        "list_drift",
        "GET",
        "/drift",
        answer_drift,
        "Locked decisions that would be made otherwise today",
        parameters=("site", "from", "to", "tz", "format"),
        answer_type=DriftRow,
        has_figures=True,
        is_report=True,
    ),
    Call(
        "list_unmatched_refunds",
        "GET",
        "/refunds/unmatched",
        answer_unmatched,
        "Refunds and disputes that wait for their order",
        parameters=("site", "limit", "cursor", "format"),
        answer_type=UnmatchedRefund,
        has_figures=True,
    ),
)
