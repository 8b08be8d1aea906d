"""GET /commissions and GET /commissions/{commission_id}/why."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from console.api.earnings.scope import EarningsScope, find_asked_subject, open_scope, parse_before, split_owner
from console.api.fields import LABEL, Count, Instant, Resource, choice
from console.api.names import Names, query_names
from console.api.request import ApiRequest, Call, Document, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_integer
from console.errors import NothingFound
from database.sessions import begin_read
from earnings.commissions.states import LineState
from earnings.commissions.verdict import Ruling
from earnings.figures.commissions import Commission as Found
from earnings.figures.commissions import find_commission, query_commissions
from earnings.figures.explanation import explain_shares, list_moves, list_own_touches, write_exact
from earnings.figures.verdicts import Standing, query_standings
from money.amount import Amount
from warehouse.interface import Warehouse

StateName = Annotated[str, choice(LineState)]
RulingName = Annotated[str, choice(("", *Ruling))]


class Commission(Resource):
    """One line of money of one partner, or of a referred customer by his pseudonym.

    `kind` is `direct`, `level1` and so on for parents (`from_partner` is the child), `bonus`, `true_up`, `reward` or
    `adjustment`. `due_at` is the end of the hold, `locked_at` when the decision became final. `ruling`: what its money
    may do now, `waits_for` why: `uncovered` by a fraud run, `dispute`, `rules`, `person`, `unconfirmed`,
    `unsigned_identity`.
    """

    commission_id: str
    kind: str
    partner: str
    partner_name: Annotated[str, LABEL]
    customer: str
    from_partner: str
    order_id: str
    subject: Annotated[str, Meta(description="The period of a bonus or true-up, the id of an adjustment; else empty")]
    sold_at: Instant | None
    amount: Amount
    paid: Amount
    state: StateName
    due_at: Instant | None
    locked_at: Instant | None
    ruling: RulingName
    waits_for: str


class Share(Resource):
    """What one rule gives: `exact` minor units, of which all partners' are rounded together."""

    rule: str
    weight: int
    total_weight: int
    rate_percent: str
    fixed: Amount | None
    base: Annotated[str, Meta(description="Minor units of the sale that the weight stands for, after refunds")]
    exact: str


class Move(Resource):
    """One entry of the ledger on this line."""

    at: Instant
    cause: str
    account: str
    amount: Amount
    note: str


class OwnTouch(Resource):
    """A click on the partner's link, with its weight."""

    at: Instant
    weight: int


class Explanation(Resource):
    """A commission from the snapshot of its decision: it can be computed again by hand."""

    commission: Commission
    ruling: RulingName
    waits_for: str
    revision: Count
    terms_version: Count
    basis: str
    payment_number: Count
    sale: Amount | None
    base: Amount | None
    returned: Amount | None
    shares: list[Share]
    touches: list[OwnTouch]
    cut: Annotated[Amount | None, Meta(description="What a cap took; null without one")]
    entries: list[Move]


def answer_list(request: ApiRequest) -> Table:
    """Newest first; a partner gets only their own."""
    site_id = request.site().site_id
    scope = open_scope(request.dependencies, request.caller, site_id, request.query.get("partner", ""))
    row_count = parse_integer(request.query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    asked_id = request.query.get("event_id", "")
    subject = find_asked_subject(request.dependencies, request.caller, site_id, asked_id)
    with begin_read(request.dependencies.sessions) as session:
        names = query_names(session, site_id)
        found, following = query_commissions(
            session.connection(),
            site_id,
            scope.registry.programs,
            scope.owner,
            parse_before(request.query),
            row_count,
            subject,
        )
    decisions = [each.decision for each in found if each.decision]
    locks = [each.lock for each in found if each.lock]
    standings = query_standings(request.dependencies.warehouse, scope.registry, decisions, locks, request.now)
    rows = [_show(each, scope, standings.get(each.line.subject), names) for each in found]
    return Table(rows, {"next_cursor": str(following) if following else None})


def answer_why(request: ApiRequest) -> Document:
    """The parts of one line; those of other partners are not in it."""
    site_id = request.site().site_id
    scope = open_scope(request.dependencies, request.caller, site_id)
    with begin_read(request.dependencies.sessions) as session:
        names = query_names(session, site_id)
        found = find_commission(session.connection(), site_id, scope.registry.programs, request.path["commission_id"])
    if found is None or scope.owner not in (None, found.line.owner):
        raise NothingFound("no such commission")
    return Document(_explain(found, scope, request.dependencies.warehouse, request.now, names))


def _show(found: Found, scope: EarningsScope, standing: Standing | None, names: Names) -> Commission:
    line, decision = found.line, found.decision
    partner, customer = split_owner(line.owner)
    return Commission(
        commission_id=found.id,
        kind=line.name,
        partner=partner,
        partner_name=names.name_partner(partner) if partner else "",
        customer=customer,
        from_partner=line.source if line.level else "",
        order_id=scope.show_order(line.subject),
        subject="" if decision else line.subject,
        sold_at=decision.conversion.at if decision else None,
        amount=Amount(found.minor, line.currency),
        paid=Amount(found.balance.paid, line.currency),
        state=found.state,
        due_at=found.due_at,
        locked_at=found.lock.at if found.lock else None,
        ruling=standing.verdict.ruling if standing else "",
        waits_for=standing.verdict.why if standing else "",
    )


def _explain(found: Found, scope: EarningsScope, warehouse: Warehouse, now: datetime, names: Names) -> Explanation:
    decision, currency = found.decision, found.line.currency
    locks = [found.lock] if found.lock else []
    decisions = [decision] if decision else []
    standings = query_standings(warehouse, scope.registry, decisions, locks, now)
    standing = standings.get(found.line.subject)
    shares = explain_shares(found, standing.returned) if standing else []
    grant = next((each for each in decision.grants if each.partner == found.line.owner), None) if decision else None
    return Explanation(
        commission=_show(found, scope, standing, names),
        ruling=standing.verdict.ruling if standing else "",
        waits_for=standing.verdict.why if standing else "",
        revision=decision.revision if decision else 0,
        terms_version=decision.terms_version if decision else 0,
        basis=decision.basis if decision else "",
        payment_number=decision.payment_number if decision else 0,
        sale=Amount(decision.conversion.amount_minor, currency) if decision else None,
        base=Amount(decision.base_minor, currency) if decision else None,
        returned=Amount(standing.returned.minor, currency) if standing else None,
        shares=[
            Share(
                each.rule,
                each.weight,
                each.total_weight,
                write_exact(each.rate_ppm / 10_000),
                None if each.fixed_minor is None else Amount(each.fixed_minor, currency),
                write_exact(each.base),
                write_exact(each.exact),
            )
            for each in shares
        ],
        touches=[OwnTouch(at, weight) for at, weight in list_own_touches(found)],
        cut=Amount(max(grant.asked - grant.room, 0), currency) if grant else None,
        entries=[
            Move(each.at, each.cause, each.account, Amount(each.minor, currency), each.note)
            for each in list_moves(found)
        ],
    )


# fmt: off
CALLS = (
    Call("list_commissions", "GET", "/commissions", answer_list, "Lines of money, newest first, each with its state",
         ("site", "partner", "event_id", "limit", "cursor", "format"), answer_type=Commission, is_for_partners=True,
         has_figures=True),
    Call("explain_commission", "GET", "/commissions/{commission_id}/why", answer_why,
         "One commission from the snapshot of its decision, to the cent", ("site",), answer_type=Explanation,
         is_for_partners=True, has_figures=True),
)
