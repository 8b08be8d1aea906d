"""/payout-requests: a partner asks to be paid; a payout run answers it, or the site's people decline it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from msgspec import Meta
from sqlalchemy.orm import Session

from console.api.bodies import parse_body
from console.api.fields import LABEL, Count, Instant, Resource, choice
from console.api.request import ApiRequest, Call, Document, Table
from console.api.values import parse_choice, parse_integer, parse_text
from console.errors import AccessDenied, RequestNotPossible
from database.sessions import begin_change, begin_read
from earnings.figures.requests import find_request_obstacle, map_request_obstacles
from events.enums import Scope
from registry import models
from registry.checks import check_currency
from registry.partners import get_partner, list_partners
from registry.payout_requests import RequestState, decline_request, list_requests, open_request

_LONGEST_NOTE = 500


class PayoutRequest(Resource):
    """`run_id` is the payout run that paid it, `note` why it was declined. `ended_by` is not shown to partners."""

    request_id: Count
    partner_id: Count
    partner: str
    partner_name: Annotated[str, LABEL]
    currency: str
    state: Annotated[str, choice(RequestState)]
    created_at: Instant
    ended_at: Instant | None
    ended_by: str
    run_id: str
    note: str


class NewPayoutRequest(Resource):
    """All that is payable in this currency when the next payout run is made."""

    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]


class DeclinedRequest(Resource):
    """The partner reads the `note`."""

    note: str


def answer_list(request: ApiRequest) -> Table:
    """Newest first. To a partner `possible` says of each currency why he may not ask now; empty: he may."""
    site_id, own = request.site().site_id, request.caller.partner_id
    partner_id = own or parse_integer(request.query, "partner", 1, 2**31 - 1, 0) or None
    state = parse_choice(request.query, "request_state", ("", *RequestState), "")
    with begin_read(request.dependencies.sessions) as session:
        partners = {partner.id: partner for partner in list_partners(session, site_id)}
        found = list_requests(session, site_id, partner_id, RequestState(state) if state else None)
        more = _describe_possible(session, site_id, own, request.now) if own is not None else {}
        return Table([_make_resource(each, partners[each.partner_id], is_own=own is not None) for each in found], more)


def answer_create(request: ApiRequest) -> Document:
    """One is open at a time."""
    currency = check_currency("currency", parse_body(request.body, NewPayoutRequest).currency)
    if request.caller.partner_id is None:
        raise AccessDenied("only the partner asks for a payout; you make a payout run")
    with begin_change(request.dependencies.sessions) as session:
        partner = get_partner(session, request.site().site_id, request.caller.partner_id)
        obstacle = find_request_obstacle(session, partner, currency, request.now)
        if obstacle is not None:
            raise RequestNotPossible(obstacle)
        made = open_request(session, partner, currency, request.now)
        return Document(_make_resource(made, partner, is_own=True))


def answer_decline(request: ApiRequest) -> Document:
    """The money stays payable; the partner may ask again."""
    site_id = request.site().site_id
    note = parse_text({"note": parse_body(request.body, DeclinedRequest).note}, "note", longest=_LONGEST_NOTE)
    with begin_change(request.dependencies.sessions) as session:
        request_id = int(request.path["request_id"])
        declined = decline_request(session, site_id, request_id, note, request.caller.name, request.now)
        partner = get_partner(session, site_id, declined.partner_id)
        return Document(_make_resource(declined, partner, is_own=False))


def _describe_possible(session: Session, site_id: int, partner_id: int, now: datetime) -> Mapping[str, object]:
    obstacles = map_request_obstacles(session, get_partner(session, site_id, partner_id), now)
    return {
        "possible": [{"currency": currency, "obstacle": obstacle or ""} for currency, obstacle in obstacles.items()]
    }


def _make_resource(made: models.PayoutRequest, partner: models.Partner, *, is_own: bool) -> PayoutRequest:
    return PayoutRequest(
        request_id=made.id,
        partner_id=made.partner_id,
        partner=partner.own_code,
        partner_name=partner.name,
        currency=made.currency,
        state=made.state,
        created_at=made.created_at,
        ended_at=made.ended_at,
        ended_by="" if is_own else made.ended_by,
        run_id="" if is_own else made.run_id,
        note=made.note,
    )


_ALL, _SITE = "/payout-requests", ("site",)
# fmt: off
CALLS = (
    Call("list_payout_requests", "GET", _ALL, answer_list, "What partners asked to be paid, newest first",
         ("site", "partner", "request_state", "format"), answer_type=PayoutRequest, is_for_partners=True,
         key_scope=Scope.PAY),
    Call("create_payout_request", "POST", _ALL, answer_create, "Ask to be paid, as a partner", _SITE, NewPayoutRequest,
         PayoutRequest, status=201, is_for_partners=True, is_write=True, key_scope=Scope.PAY),
    Call("decline_payout_request", "POST", f"{_ALL}/{{request_id:id}}/decline", answer_decline,
         "Decline what a partner asked to be paid", _SITE, DeclinedRequest, PayoutRequest, is_write=True,
         key_scope=Scope.PAY),
)
