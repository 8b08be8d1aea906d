"""What partners asked to be paid: opened by the partner, ended by a payout run or declined with a note."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.errors import RegistryConflict, RegistryMissing
from registry.models import Partner, PayoutRequest


class RequestState(StrEnum):
    """Only an open one may change."""

    OPEN = "open"
    PAID = "paid"
    DECLINED = "declined"


def open_request(session: Session, partner: Partner, currency: str, now: datetime) -> PayoutRequest:
    """Raises :class:`RegistryConflict` while one is open."""
    if find_open_request(session, partner.id, currency) is not None:
        raise RegistryConflict("currency", "a payout is requested already; it is answered by the next payout run")
    request = PayoutRequest(
        site_id=partner.site_id, partner_id=partner.id, currency=currency, state=RequestState.OPEN, created_at=now
    )
    session.add(request)
    session.flush()
    return request


def find_open_request(session: Session, partner_id: int, currency: str) -> PayoutRequest | None:
    """The one that nobody has answered."""
    found = select(PayoutRequest).where(PayoutRequest.partner_id == partner_id, PayoutRequest.currency == currency)
    return session.scalar(found.where(PayoutRequest.state == RequestState.OPEN))


def list_requests(
    session: Session, site_id: int, partner_id: int | None = None, state: RequestState | None = None
) -> list[PayoutRequest]:
    """Of a site or of one partner, the newest first."""
    found = select(PayoutRequest).where(PayoutRequest.site_id == site_id)
    if partner_id is not None:
        found = found.where(PayoutRequest.partner_id == partner_id)
    if state is not None:
        found = found.where(PayoutRequest.state == state)
    return list(session.scalars(found.order_by(PayoutRequest.id.desc())))


def list_requested(session: Session, site_id: int) -> set[tuple[str, str]]:
    """Partner's own code and currency of each open one."""
    found = (
        select(Partner.own_code, PayoutRequest.currency)
        .join(Partner, Partner.id == PayoutRequest.partner_id)
        .where(PayoutRequest.site_id == site_id, PayoutRequest.state == RequestState.OPEN)
    )
    return {(code, currency) for code, currency in session.execute(found)}


def decline_request(
    session: Session, site_id: int, request_id: int, note: str, declined_by: str, now: datetime
) -> PayoutRequest:
    """The partner reads the note; his money stays payable."""
    request = session.get(PayoutRequest, request_id, with_for_update=True)
    if request is None or request.site_id != site_id:
        raise RegistryMissing(f"no payout request {request_id} on this site")
    if request.state != RequestState.OPEN:
        raise RegistryConflict("request_id", f"payout request {request_id} is {request.state} already")
    request.state, request.note = RequestState.DECLINED.value, note
    request.ended_at, request.ended_by = now, declined_by
    session.flush()
    return request


def pay_requests(
    session: Session, site_id: int, partners: Collection[str], currency: str, run_id: str, paid_by: str, now: datetime
) -> None:
    """The open requests of these partners, by their own codes, are answered by the run."""
    for request in list_requests(session, site_id, state=RequestState.OPEN):
        partner = session.get_one(Partner, request.partner_id).own_code
        if request.currency == currency and partner in partners:
            request.state, request.run_id = RequestState.PAID.value, run_id
            request.ended_at, request.ended_by = now, paid_by
    session.flush()
