"""GET and POST /commissions/decisions: what was decided of each conversion, and the decisions of people."""

from typing import Annotated

from msgspec import Meta, field

from console.api.bodies import parse_body
from console.api.earnings.scope import find_asked_subject, open_scope, parse_before
from console.api.fields import Count, Instant, Resource, choice
from console.api.request import ApiRequest, Call, Document, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_choice, parse_integer
from console.errors import InvalidRequest, NothingFound
from database.sessions import begin_read
from earnings.commissions.decision import Reason
from earnings.commissions.verdict import Ruling
from earnings.figures.decisions import query_decided
from earnings.figures.verdicts import query_standings
from earnings.runs.known import query_known
from earnings.runs.orders import name_order, name_sale
from earnings.runs.standing import query_conversions
from earnings.terms.terms import Kind
from fraud.review.decisions import HOLD, PAY, REJECT, UNDO, save_commission_decisions
from money.amount import Amount, make_amount
from warehouse.interface import Warehouse

MAX_CONVERSIONS = 1000
APPROVE = "approve"
# What a person says → the decision that is stored of the conversion.
DECISIONS = {APPROVE: PAY, "pay": PAY, "hold": HOLD, "reject": REJECT, "undo": UNDO}


class CommissionDecision(Resource):
    """What was decided of one conversion; `reason` says why nobody earns, and is empty where somebody does.

    `ruling` is what its money may do now, `waits_for` why.
    """

    order_id: str
    type: Annotated[str, choice(Kind)]
    sold_at: Instant
    value: Amount | None
    partners: list[str]
    reason: Annotated[str, choice(Reason)]
    ruling: Annotated[str, choice(("", *Ruling))]
    waits_for: str
    revision: Count
    terms_version: Count
    locked_at: Instant | None


class NewCommissionDecisions(Resource):
    """One decision on many conversions, sales by order or any by event id; if one does not exist, none is decided.

    `approve` pays without waiting for the end of the hold, `pay` when it is over, `hold` and `reject` do not pay,
    `undo` returns them to the rules. The partner reads the `note`. The next commission run posts what follows.
    """

    decision: Annotated[str, choice(DECISIONS)]
    note: str
    order_ids: Annotated[list[str], Meta(max_length=MAX_CONVERSIONS)] = field(default_factory=list)
    event_ids: Annotated[list[str], Meta(max_length=MAX_CONVERSIONS)] = field(default_factory=list)


class DecidedCommissions(Resource):
    """The conversions on which the decision was stored."""

    decision: str
    event_ids: list[str]


def answer_list(request: ApiRequest) -> Table:
    """The last revision of each decision, the newest conversion first."""
    site_id = request.site().site_id
    scope = open_scope(request.dependencies, request.caller, site_id)
    row_count = parse_integer(request.query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    asked_id = request.query.get("event_id", "")
    subject = find_asked_subject(request.dependencies, request.caller, site_id, asked_id)
    with begin_read(request.dependencies.sessions) as session:
        before = parse_before(request.query)
        found, locks = query_decided(session.connection(), site_id, before, row_count + 1, subject)
    shown, has_more = found[:row_count], len(found) > row_count
    decisions = [decision for _, decision in shown]
    standings = query_standings(request.dependencies.warehouse, scope.registry, decisions, locks, request.now)
    locked = {lock.order: lock.at for lock in locks}
    rows = []
    for each in decisions:
        conversion, standing = each.conversion, standings.get(each.order)
        rows.append(
            CommissionDecision(
                order_id=scope.show_order(each.order),
                type=conversion.kind,
                sold_at=conversion.at,
                value=make_amount(conversion.amount_minor, conversion.currency),
                partners=list(dict.fromkeys(share.partner for share in each.list_earning())),
                reason=each.reason,
                ruling=standing.verdict.ruling if standing else "",
                waits_for=standing.verdict.why if standing else "",
                revision=each.revision,
                terms_version=each.terms_version,
                locked_at=locked.get(each.order),
            )
        )
    return Table(rows, {"next_cursor": str(shown[-1][0]) if has_more else None})


def answer_decide(request: ApiRequest) -> Document:
    """Stored for all conversions at once."""
    body, site_id = parse_body(request.body, NewCommissionDecisions), request.site().site_id
    given = parse_choice({"decision": body.decision}, "decision", DECISIONS, "")
    if not body.order_ids and not body.event_ids:
        raise InvalidRequest("order_ids", "give the orders or event ids of conversions", "missing")
    event_ids = _find_events(request.dependencies.warehouse, site_id, body)
    save_commission_decisions(
        request.dependencies.warehouse,
        site_id,
        event_ids,
        DECISIONS[given],
        request.caller.name,
        body.note,
        request.now,
        is_approval=given == APPROVE,
    )
    return Document(DecidedCommissions(decision=given, event_ids=event_ids))


def _find_events(warehouse: Warehouse, site_id: int, body: NewCommissionDecisions) -> list[str]:
    names = {order_id: name_sale(order_id) for order_id in body.order_ids}
    known = query_known(warehouse, site_id, names.values())
    missing = [order_id for order_id, name in names.items() if not known.list_events(name) or name in known.erased]
    found = [event_id for name in names.values() for event_id in known.list_events(name)]
    given = [name_order(Kind.SALE, "", "", event_id) for event_id in body.event_ids]
    by_id = query_known(warehouse, site_id, given)
    missing += [
        each
        for each, name in zip(body.event_ids, given, strict=True)
        if not by_id.list_events(name) or name in by_id.erased
    ]
    if missing:
        raise NothingFound(f"no such conversion on this site: {missing[0]}")
    standing = query_conversions(warehouse, site_id, list(dict.fromkeys([*found, *body.event_ids])))
    return [each.event_id for each in standing]


CALLS = (
    Call(
        "list_commission_decisions",
        "GET",
        "/commissions/decisions",
        answer_list,
        "What was decided of each conversion, and why nobody earns",
        parameters=("site", "event_id", "limit", "cursor", "format"),
        answer_type=CommissionDecision,
        has_figures=True,
    ),
    Call(
        "decide_commissions",
        "POST",
        "/commissions/decisions",
        answer_decide,
        "Approve, pay, hold, reject or undo, with a note",
        parameters=("site",),
        body=NewCommissionDecisions,
        answer_type=DecidedCommissions,
        is_write=True,
    ),
)
