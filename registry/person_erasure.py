"""Removes a person from what the registry holds; the events are erased elsewhere."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from events.email import normalise_email
from registry.enums import PartnerKind
from registry.friend_erasure import erase_friend
from registry.models import Application, OutgoingMail, Partner


def erase_from_registry(session: Session, site_id: int, email: str, customers: Iterable[str] = ()) -> dict[str, int]:
    """How many rows were removed or emptied where, of an e-mail address and of customers of the shop.

    The caller compacts the file of the database.
    """
    removed: Counter[str] = Counter()
    for customer_id in customers:
        removed.update(_erase_customer(session, site_id, customer_id))
    if address := normalise_email(email):
        removed["mails"] += _erase_mails(session, site_id, address)
        removed["applications"] += _erase_applications(session, site_id, address)
        removed["partners"] += _erase_friends(session, site_id, address)
    if reports := _erase_reports(session, site_id):
        removed["mails"] += reports
    return dict(removed)


def _erase_customer(session: Session, site_id: int, customer_id: str) -> dict[str, int]:
    """A friend was made for his customer and goes with him; of another partner his id at the shop alone is erased."""
    own = select(Partner).where(Partner.site_id == site_id, Partner.customer_id == customer_id)
    partner = session.scalar(own) if customer_id else None
    if partner is None:
        return {}
    mails = 0
    if partner.kind == PartnerKind.FRIEND:
        address = normalise_email(partner.email)
        mails = _erase_mails(session, site_id, address) if address else 0
        erase_friend(session, partner)
    partner.customer_id = ""
    session.flush()
    return {"mails": mails, "partners": 1}


def _erase_friends(session: Session, site_id: int, address: str) -> int:
    friends = select(Partner).where(Partner.site_id == site_id, Partner.kind == PartnerKind.FRIEND.value)
    found = [each for each in session.scalars(friends) if each.email and normalise_email(each.email) == address]
    for friend in found:
        erase_friend(session, friend)
    return len(found)


def _erase_applications(session: Session, site_id: int, address: str) -> int:
    rows = session.execute(select(Application.id, Application.email).where(Application.site_id == site_id))
    ids = [row.id for row in rows if normalise_email(row.email) == address]
    if ids:
        session.execute(delete(Application).where(Application.id.in_(ids)))
    return len(ids)


def _erase_mails(session: Session, site_id: int, address: str) -> int:
    """Those of the site, and those that concern no single site."""
    is_seen = or_(OutgoingMail.site_id == site_id, OutgoingMail.site_id.is_(None))
    rows = session.execute(select(OutgoingMail.id, OutgoingMail.address).where(is_seen))
    ids = [row.id for row in rows if normalise_email(row.address) == address]
    if ids:
        session.execute(delete(OutgoingMail).where(OutgoingMail.id.in_(ids)))
    return len(ids)


def _erase_reports(session: Session, site_id: int) -> int:
    """Those that wait or failed, whoever they are to: a friend's name may stand in their figures."""
    is_kept = OutgoingMail.state.in_(("queued", "failed"))
    reports = select(OutgoingMail.id).where(OutgoingMail.site_id == site_id, OutgoingMail.kind == "report", is_kept)
    ids = list(session.scalars(reports))
    if ids:
        session.execute(delete(OutgoingMail).where(OutgoingMail.id.in_(ids)))
    return len(ids)
