"""Removes a person from what the registry holds; the events are erased elsewhere."""

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from events.email import normalise_email
from registry.erasures import ErasureKind
from registry.models import Application, OutgoingMail


def erase_from_registry(session: Session, site_id: int, kind: str, value: str) -> dict[str, int]:
    """How many rows were removed from where; the caller compacts the file of the database."""
    address = normalise_email(value) if kind == ErasureKind.EMAIL else ""
    if not address:
        return {}
    return {
        "mails": _erase_mails(session, site_id, address),
        "applications": _erase_applications(session, site_id, address),
    }


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
