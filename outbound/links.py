"""The links that mail carries: their tokens are made when it is sent."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.brands import write_cabinet_url
from registry.enums import WITHOUT_ACCESS
from registry.models import Invitation, Partner, Site
from registry.partner_sessions import SIGN_IN_PATH, create_sign_in_link
from registry.payout_access import name_mail_maker
from registry.team.invitations import INVITATION_PATH, find_valid_invitation, renew_invitation

# One address has hardly more; more of them would be a flood.
_MOST_LINKS = 20


def make_partner_link(session: Session, console_url: str, partner: Partner, now: datetime) -> str:
    """Opens the page of the partner once."""
    maker = name_mail_maker(session, partner)
    token, _ = create_sign_in_link(session, partner.site_id, partner.id, now, created_by=maker)
    site = session.get_one(Site, partner.site_id)
    return f"{write_cabinet_url(console_url, site)}{SIGN_IN_PATH}#{token}"


def make_invitation_link(session: Session, console_url: str, invitation: Invitation) -> str:
    """The only one of this invitation: any link of before opens nothing any more."""
    return f"{console_url}{INVITATION_PATH}#{renew_invitation(session, invitation)}"


def find_invitation_to_mail(session: Session, invitation_id: int, address: str, now: datetime) -> Invitation | None:
    """None if it was accepted, withdrawn or replaced, or has expired."""
    found = find_valid_invitation(session, invitation_id, now)
    return found if found is not None and found.email == address else None


def find_partner_to_mail(session: Session, partner_id: int, address: str) -> Partner | None:
    """None if he has another address now, or no access."""
    return next((each for each in list_partners_to_mail(session, address) if each.id == partner_id), None)


def list_partners_to_mail(session: Session, address: str, site_id: int | None = None) -> list[Partner]:
    """Everybody of this address who has access, at live sites or at one of them, the oldest first."""
    found = (
        select(Partner)
        .join(Site, Site.id == Partner.site_id)
        .where(Partner.email == address, Partner.status.not_in(WITHOUT_ACCESS), Site.archived_at.is_(None))
        .order_by(Partner.id)
        .limit(_MOST_LINKS)
    )
    return list(session.scalars(found if site_id is None else found.where(Partner.site_id == site_id)))
