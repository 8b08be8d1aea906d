"""GET /payouts: what partners are paid, and what became of it."""

from sqlalchemy.orm import Session

from console.api.names import Names, query_names
from console.api.payouts.resources import PayoutItem, show_item
from console.api.request import ApiRequest, Call, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_integer
from console.errors import InvalidRequest
from database.sessions import begin_read
from earnings.payout_runs.stored import list_items
from events.enums import Scope
from registry.errors import RegistryMissing
from registry.partners import get_partner, resolve_owner


def answer_payouts(request: ApiRequest) -> Table:
    """Newest first; a partner's own, else those of one partner or of all."""
    own = request.caller.partner_id
    partner: str | None
    site_id = request.site().site_id
    given = request.query.get("partner", "")
    row_count = parse_integer(request.query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    with begin_read(request.dependencies.sessions) as session:
        if own is not None:
            row = get_partner(session, site_id, own)
            partner, names = row.own_code, Names({row.own_code: row.name})
        else:
            partner, names = _resolve(session, site_id, given), query_names(session, site_id)
        found = list_items(session.connection(), site_id, partner)[:row_count]
    return Table([show_item(each, names, is_own=own is not None) for each in found])


def _resolve(session: Session, site_id: int, given: str) -> str | None:
    if not given:
        return None
    try:
        return resolve_owner(session, site_id, given).own_code
    except RegistryMissing:
        raise InvalidRequest("partner", "give the id or a code of a partner of this site") from None


CALLS = (
    Call(
        "list_payouts",
        "GET",
        "/payouts",
        answer_payouts,
        "What partners are paid by approved payout runs, newest first",
        parameters=("site", "partner", "limit", "format"),
        answer_type=PayoutItem,
        is_for_partners=True,
        key_scope=Scope.PAY,
    ),
)
