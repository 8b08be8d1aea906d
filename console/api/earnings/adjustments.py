"""/adjustments: what people post by hand."""

from itertools import takewhile
from typing import Annotated
from uuid import uuid4

from msgspec import Meta

from console.api.bodies import parse_body
from console.api.earnings.scope import parse_before
from console.api.fields import LABEL, Count, Instant, Resource, choice
from console.api.names import query_names
from console.api.request import ApiRequest, Call, Document, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_choice, parse_integer
from console.errors import InvalidRequest
from database.sessions import begin_change, begin_read
from earnings.figures.posted_by_hand import query_posted_by_hand
from earnings.ledger.adjustments import OF_EVERYTHING, name_key, post_adjustment
from earnings.ledger.book import Book
from earnings.ledger.transaction import Cause
from earnings.storage import append, load_stored
from earnings.storage.journal import lock_site
from earnings.storage.posted import find_posted
from money.amount import Amount, parse_amount
from registry.partners import resolve_owner

_CAUSES = (Cause.ADJUSTMENT, Cause.PENALTY, Cause.FORFEIT, Cause.WRITE_OFF)
REASONS = ("correction", "bonus", "penalty", "forfeit", "write_off")


class NewAdjustment(Resource):
    """What a partner is given or loses; the partner reads the `note`.

    `correction` and `bonus` may be above or below zero, a `penalty` is below; `forfeit` takes all that is not in a
    payout, `write_off` gives up what the partner owes: these two name no amount. The same `id` again posts nothing.
    """

    partner: str
    reason: Annotated[str, choice(REASONS)]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    note: str
    minor: int | None = None
    amount: str | None = None
    id: Annotated[str, Meta(max_length=64, description="Default: a new one")] = ""


class PostedAdjustment(Resource):
    """One act on one partner; `amount` is what he is owed more by it, below zero less."""

    number: Count
    partner: str
    partner_name: Annotated[str, LABEL]
    cause: Annotated[str, choice(_CAUSES)]
    amount: Amount
    at: Instant
    by: str
    by_name: Annotated[str, LABEL]
    note: str


class Adjustment(Resource):
    """A transaction of the ledger."""

    id: str
    number: Count
    partner: str
    reason: str
    amount: Amount | None
    at: Instant
    note: str


def answer_list(request: ApiRequest) -> Table:
    """The newest first."""
    site_id = request.site().site_id
    row_count = parse_integer(request.query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    with begin_read(request.dependencies.sessions) as session:
        names = query_names(session, site_id)
        found = query_posted_by_hand(session.connection(), site_id, parse_before(request.query), row_count + 1)
    rows = [
        PostedAdjustment(
            number=each.entry.number,
            partner=each.partner,
            partner_name=names.name_partner(each.partner),
            cause=each.entry.transaction.cause,
            amount=Amount(each.minor, each.currency),
            at=each.entry.transaction.at,
            by=each.entry.transaction.by,
            by_name=names.name_caller(each.entry.transaction.by),
            note=each.entry.transaction.note,
        )
        for each in found[:row_count]
    ]
    return Table(rows, {"next_cursor": str(rows[-1].number) if len(found) > row_count else None})


def answer_adjust(request: ApiRequest) -> Document:
    """Posted at once; a partner who is owed nothing by it is an error."""
    body, site_id = parse_body(request.body, NewAdjustment), request.site().site_id
    reason = parse_choice({"reason": body.reason}, "reason", REASONS, "")
    amount = _parse_amount(body, reason)
    adjustment_id = body.id or uuid4().hex
    with begin_change(request.dependencies.sessions) as session:
        own_code = resolve_owner(session, site_id, body.partner).own_code
        connection, key = session.connection(), name_key(adjustment_id, reason)
        lock_site(connection, site_id)
        known = find_posted(connection, site_id, key)
        earlier = load_stored(connection, site_id).transactions if amount is None else ()
        posted = post_adjustment(
            adjustment_id,
            own_code,
            reason,
            amount.minor if amount else 0,
            body.currency,
            # Posted again, it is computed as it was the first time.
            Book(takewhile(lambda each: each.key != key, earlier)),
            known.transaction.at if known else request.now,
            request.caller.name,
            body.note,
        )
        head = append(connection, site_id, posted, now=request.now)
    number = known.seq if known else head.seq
    return Document(Adjustment(adjustment_id, number, own_code, reason, amount, posted.at, body.note))


def _parse_amount(body: NewAdjustment, reason: str) -> Amount | None:
    if reason in OF_EVERYTHING:
        if body.minor is not None or body.amount is not None:
            raise InvalidRequest("amount", f"leave it out: a {reason} is of everything")
        return None
    if (body.minor is None) == (body.amount is None):
        raise InvalidRequest("amount", "give either amount, a decimal text, or minor")
    if body.minor is not None:
        found = Amount(body.minor, body.currency)
    else:
        try:
            found = parse_amount(str(body.amount), body.currency)
        except ValueError as exc:
            raise InvalidRequest("amount", str(exc)) from None
    if not found.minor or abs(found.minor) >= 2**53:
        raise InvalidRequest("amount", "give an amount that is not zero, and less than 2^53 minor units")
    return found


CALLS = (
    Call(
        "list_adjustments",
        "GET",
        "/adjustments",
        answer_list,
        "Corrections, penalties and the like that people posted, newest first",
        parameters=("site", "limit", "cursor", "format"),
        answer_type=PostedAdjustment,
        has_figures=True,
    ),
    Call(
        "create_adjustment",
        "POST",
        "/adjustments",
        answer_adjust,
        "Correct, reward or penalise a partner by hand, with a note",
        parameters=("site",),
        body=NewAdjustment,
        answer_type=Adjustment,
        status=201,
        is_write=True,
    ),
)
