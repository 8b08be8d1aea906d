"""How a partner signs in: a link that opens once becomes a session. The token for the API is neither."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from events.snapshot import hash_key
from registry.enums import PartnerStatus
from registry.errors import RegistryConflict
from registry.keys import COMMAND
from registry.models import Partner, PartnerSession, PartnerSignInLink, Site
from registry.partners import get_partner
from registry.tokens import make_token

SIGN_IN_PATH = "/partner/sign-in"
LINK_LASTS = timedelta(days=3)
_SESSION_LASTS = timedelta(days=14)


def create_sign_in_link(
    session: Session, site_id: int, partner_id: int, now: datetime, *, created_by: str = COMMAND
) -> tuple[str, datetime]:
    """The token of a link that opens the partner's page once, and when it expires; expired ones are removed."""
    if get_partner(session, site_id, partner_id).status == PartnerStatus.ARCHIVED:
        raise RegistryConflict("partner_id", f"partner {partner_id} is archived; change the status first")
    session.execute(delete(PartnerSignInLink).where(PartnerSignInLink.expires_at <= now))
    token, token_hash = make_token("pl")
    expires_at = now + LINK_LASTS
    session.add(
        PartnerSignInLink(token_hash=token_hash, partner_id=partner_id, created_by=created_by, expires_at=expires_at)
    )
    session.flush()
    return token, expires_at


def open_sign_in_link(session: Session, token: str, now: datetime) -> str | None:
    """The token of a new session; None if the link was opened before, has expired or never was."""
    link = session.get(PartnerSignInLink, hash_key(token), with_for_update=True)
    if link is None or link.expires_at <= now:
        return None
    session.delete(link)
    session.execute(delete(PartnerSession).where(PartnerSession.expires_at <= now))
    session_token, token_hash = make_token("px")
    session.add(
        PartnerSession(
            token_hash=token_hash,
            partner_id=link.partner_id,
            created_by=link.created_by,
            expires_at=now + _SESSION_LASTS,
        )
    )
    session.flush()
    return session_token


def find_partner_by_session(session: Session, token: str, now: datetime) -> Partner | None:
    """The partner of an unexpired session; None if the partner or the site is archived."""
    found = (
        select(Partner)
        .join(PartnerSession, PartnerSession.partner_id == Partner.id)
        .join(Site, Site.id == Partner.site_id)
        .where(PartnerSession.token_hash == hash_key(token), PartnerSession.expires_at > now)
        .where(Partner.status != PartnerStatus.ARCHIVED.value, Site.archived_at.is_(None))
    )
    return session.scalar(found)


def end_partner_session(session: Session, token: str) -> None:
    """Ends this session; an unknown token is no error."""
    session.execute(delete(PartnerSession).where(PartnerSession.token_hash == hash_key(token)))


def end_partner_sessions(session: Session, site_id: int, partner_id: int) -> int:
    """Ends every session of the partner and every link that was not opened yet; how many sessions there were."""
    partner = get_partner(session, site_id, partner_id)
    session.execute(delete(PartnerSignInLink).where(PartnerSignInLink.partner_id == partner.id))
    sessions = list(session.scalars(select(PartnerSession).where(PartnerSession.partner_id == partner.id)))
    for each in sessions:
        session.delete(each)
    session.flush()
    return len(sessions)
