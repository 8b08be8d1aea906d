"""Partners' tokens for the API; only their hashes are stored."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.snapshot import hash_key
from registry.enums import WITHOUT_ACCESS
from registry.keys import COMMAND
from registry.models import Partner, Site
from registry.partners import get_partner
from registry.tokens import make_token


def find_partner_by_token(session: Session, token: str) -> Partner | None:
    """The partner with this token; None if the partner is blocked or archived, or the site is."""
    found = (
        select(Partner)
        .join(Site, Site.id == Partner.site_id)
        .where(Partner.token_hash == hash_key(token), Partner.status.not_in(WITHOUT_ACCESS))
        .where(Site.archived_at.is_(None))
    )
    return session.scalar(found)


def renew_token(session: Session, site_id: int, partner_id: int, *, created_by: str = COMMAND) -> str:
    """A new token; the old one ends."""
    token, token_hash = make_token("pt")
    partner = get_partner(session, site_id, partner_id)
    partner.token_hash, partner.token_created_by = token_hash, created_by
    session.flush()
    return token


def revoke_token(session: Session, site_id: int, partner_id: int) -> Partner:
    """The token ends; the partner has none until it is renewed."""
    partner = get_partner(session, site_id, partner_id)
    end_token(partner)
    session.flush()
    return partner


def end_token(partner: Partner) -> None:
    """Puts the hash of a token that nobody knows in place of the partner's."""
    _, partner.token_hash = make_token("pt")
    partner.token_created_by = ""
