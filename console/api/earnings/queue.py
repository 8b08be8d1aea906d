"""GET /commissions/queue and GET /commissions/reviews: whose money waits, and what people said."""

from typing import Annotated

from msgspec import Meta

from console.api.earnings.decisions import APPROVE
from console.api.earnings.scope import EarningsScope, open_scope, parse_before
from console.api.fields import LABEL, Instant, Resource, choice
from console.api.names import Names, query_names
from console.api.request import ApiRequest, Call, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_choice, parse_integer
from database.sessions import begin_read
from earnings.commissions.verdict import Ruling
from earnings.figures.queue import WAITING_ACCOUNTS, Spoken, Waiting, query_last_words, query_waiting
from earnings.figures.verdicts import query_standings
from earnings.ledger.accounts import Account
from earnings.runs.known import query_known
from earnings.terms.terms import Kind
from events.moments import from_milliseconds
from money.amount import Amount, make_amount

QUEUES = {"held": (Account.HELD,), "pending": (Account.PENDING,), "all": WAITING_ACCOUNTS}
_WORDS = (APPROVE, "pay", "hold", "reject", "undo")


class QueuedConversion(Resource):
    """A conversion whose money waits. `ruling` is what it may do now, `waits_for` why.

    `due_at`: the end of its hold; what is held never matures by itself. `said`, `said_by`, `said_at` and `note` are of
    the last word of a person, empty without one; the next commission run follows it.
    """

    event_id: str
    order_id: str
    type: Annotated[str, choice(Kind)]
    sold_at: Instant
    value: Amount | None
    partners: list[str]
    partner_names: Annotated[list[str], LABEL]
    pending: Amount
    held: Amount
    due_at: Instant | None
    ruling: Annotated[str, choice(("", *Ruling))]
    waits_for: str
    said: Annotated[str, choice(("", *_WORDS))]
    said_by: str
    said_by_name: Annotated[str, LABEL]
    said_at: Instant | None
    note: Annotated[str, Meta(description="The partner reads it")]


class CommissionReview(Resource):
    """What a person said last of one conversion."""

    event_id: str
    order_id: str
    type: str
    value: Amount | None
    said: Annotated[str, choice(_WORDS)]
    said_by: str
    said_by_name: Annotated[str, LABEL]
    said_at: Instant
    note: str


def answer_queue(request: ApiRequest) -> Table:
    """The newest first."""
    dependencies, site_id = request.dependencies, request.site().site_id
    accounts = QUEUES[parse_choice(request.query, "queue", QUEUES, "all")]
    row_count = parse_integer(request.query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    scope, before = open_scope(dependencies, request.caller, site_id), parse_before(request.query)
    with begin_read(dependencies.sessions) as session:
        names = query_names(session, site_id)
        found, locks = query_waiting(
            session.connection(), site_id, scope.registry.programs, accounts, before, row_count + 1
        )
    shown, has_more = found[:row_count], len(found) > row_count
    decisions = [each.decision for each in shown]
    standings = query_standings(dependencies.warehouse, scope.registry, decisions, locks, request.now)
    known = query_known(dependencies.warehouse, site_id, [each.order for each in decisions])
    events = {each.order: next(iter(known.list_events(each.order)), "") for each in decisions}
    event_ids = [event_id for event_id in events.values() if event_id]
    words = query_last_words(dependencies.warehouse, site_id, event_ids, len(event_ids)) if event_ids else []
    said = {each.event_id: each for each in words}
    rows = []
    for each in shown:
        event_id, standing = events[each.decision.order], standings.get(each.decision.order)
        row = _show_waiting(each, event_id, said.get(event_id), scope, names)
        row.ruling, row.waits_for = (standing.verdict.ruling, standing.verdict.why) if standing else ("", "")
        rows.append(row)
    return Table(rows, {"next_cursor": str(shown[-1].number) if has_more else None})


def answer_reviews(request: ApiRequest) -> Table:
    """The newest first; a word that was taken back is shown as `undo`."""
    site_id = request.site().site_id
    row_count = parse_integer(request.query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    with begin_read(request.dependencies.sessions) as session:
        names = query_names(session, site_id)
    found = query_last_words(request.dependencies.warehouse, site_id, [], row_count)
    return Table(
        [
            CommissionReview(
                event_id=each.event_id,
                order_id=each.order_id,
                type=each.type,
                value=make_amount(each.amount_minor, each.currency) if each.currency else None,
                said=_name_word(each),
                said_by=each.decided_by,
                said_by_name=names.name_caller(each.decided_by),
                said_at=from_milliseconds(each.at_ms),
                note=each.why,
            )
            for each in found
        ]
    )


def _show_waiting(
    waiting: Waiting, event_id: str, word: Spoken | None, scope: EarningsScope, names: Names
) -> QueuedConversion:
    decision = waiting.decision
    conversion = decision.conversion
    partners = list(dict.fromkeys(share.partner for share in decision.list_earning()))
    said = word if word and _name_word(word) != "undo" else None
    return QueuedConversion(
        event_id=event_id,
        order_id=scope.show_order(decision.order),
        type=conversion.kind,
        sold_at=conversion.at,
        value=make_amount(conversion.amount_minor, conversion.currency),
        partners=partners,
        partner_names=[names.name_partner(each) for each in partners],
        pending=Amount(waiting.pending, conversion.currency),
        held=Amount(waiting.held, conversion.currency),
        due_at=waiting.due_at,
        ruling="",
        waits_for="",
        said=_name_word(said) if said else "",
        said_by=said.decided_by if said else "",
        said_by_name=names.name_caller(said.decided_by) if said else "",
        said_at=from_milliseconds(said.at_ms) if said else None,
        note=said.why if said else "",
    )


def _name_word(word: Spoken) -> str:
    return APPROVE if word.is_approval and word.decision == "pay" else word.decision


# fmt: off
CALLS = (
    Call("list_commission_queue", "GET", "/commissions/queue", answer_queue,
         "Conversions whose money is held or pending, for people to decide", ("site", "queue", "limit", "cursor",
         "format"), answer_type=QueuedConversion, has_figures=True),
    Call("list_commission_reviews", "GET", "/commissions/reviews", answer_reviews,
         "What people decided of conversions, who and when", ("site", "limit", "format"),
         answer_type=CommissionReview, has_figures=True),
)
