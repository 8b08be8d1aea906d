"""POST /payout-runs/{run_id}/left-out: who is left out of a draft, and why."""

from typing import Annotated

from msgspec import Meta

from console.api.bodies import parse_body
from console.api.fields import Resource
from console.api.payouts.access import find_caller_actor, parse_run_id
from console.api.payouts.resources import PayoutRunDetails
from console.api.payouts.runs import answer_stored
from console.api.request import ApiRequest, Call, Document
from console.api.values import parse_text
from console.errors import InvalidRequest
from database.sessions import begin_read
from earnings.payout_runs.acts import leave_out
from events.enums import Scope
from registry.errors import RegistryMissing
from registry.partners import resolve_owner

_LONGEST_NOTE = 500


class LeftOutPartner(Resource):
    """Takes a partner out of a draft, with `is_back` into it again. His money stays payable, for a later run."""

    partner: str
    note: Annotated[str, Meta(description="Why; whoever approves the run reads it")]
    is_back: bool = False


def answer_leave_out(request: ApiRequest) -> Document:
    """The draft as it is now; its digest is another one. The same again changes nothing."""
    body, site_id = parse_body(request.body, LeftOutPartner), request.site().site_id
    run_id, sessions = parse_run_id(request.path["run_id"]), request.dependencies.sessions
    note = parse_text({"note": body.note}, "note", longest=_LONGEST_NOTE)
    actor = find_caller_actor(sessions, request.caller)
    with begin_read(sessions) as session:
        try:
            partner = resolve_owner(session, site_id, body.partner).own_code
        except RegistryMissing:
            raise InvalidRequest("partner", "give the id or a code of a partner of this site") from None
    stored = leave_out(sessions, site_id, run_id, partner, note, actor, request.now, is_back=body.is_back)
    return answer_stored(sessions, site_id, stored, request.now)


CALLS = (
    Call(
        "leave_out_of_payout_run",
        "POST",
        "/payout-runs/{run_id}/left-out",
        answer_leave_out,
        "Leave a partner out of the draft of a payout run, or take him back into it",
        ("site",),
        LeftOutPartner,
        PayoutRunDetails,
        is_write=True,
        key_scope=Scope.PAY,
    ),
)
