"""The links that a partner makes for himself: bounded in number, under codes that nobody chooses.

A code is unique in the installation and stays taken, so a partner who chose codes could take those of all others.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.enums import PartnerStatus
from registry.errors import RegistryConflict, RegistryMissing
from registry.links import archive_link, create_link, get_link
from registry.models import Link, Partner
from registry.partners import get_partner

MAX_LINKS = 200
# Archived ones too, whose codes stay taken.
MAX_LINKS_EVER = 2000


def create_own_link(
    session: Session,
    site_id: int,
    partner_id: int,
    destination: str,
    *,
    sub_id: str = "",
    expires_at: datetime | None = None,
) -> Link:
    """A short link of the partner's; raises ``RegistryConflict`` where he has too many or is not active."""
    # Two that are made at once must not both be the last one.
    partner = session.get_one(Partner, get_partner(session, site_id, partner_id).id, with_for_update=True)
    if partner.status != PartnerStatus.ACTIVE:
        raise RegistryConflict("partner_id", f"your account is {partner.status}; ask whoever runs the program")
    _check_count(session, partner_id)
    return create_link(session, site_id, partner_id, destination, sub_id=sub_id, expires_at=expires_at)


def archive_own_link(session: Session, site_id: int, partner_id: int, link_id: int, now: datetime) -> Link:
    """Raises ``RegistryMissing`` for a link that is not the partner's."""
    if get_link(session, site_id, link_id).partner_id != partner_id:
        raise RegistryMissing(f"no link {link_id} of yours")
    return archive_link(session, site_id, link_id, now)


def _check_count(session: Session, partner_id: int) -> None:
    counts = select(func.count(), func.count(Link.archived_at)).where(Link.partner_id == partner_id)
    ever, archived = session.execute(counts).one()
    if ever - archived >= MAX_LINKS:
        raise RegistryConflict("destination", f"you have {MAX_LINKS} links; archive one that you no longer use")
    if ever >= MAX_LINKS_EVER:
        raise RegistryConflict("destination", f"you have made {MAX_LINKS_EVER} links; ask whoever runs the program")
