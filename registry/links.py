"""Short links."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.columns import utc_now
from registry.checks import check_code, check_destination, check_future, check_text
from registry.errors import RegistryConflict, RegistryMissing
from registry.models import Link
from registry.partners import get_partner
from registry.sites import get_site
from registry.tokens import make_link_code


def create_link(
    session: Session,
    site_id: int,
    partner_id: int,
    destination: str,
    *,
    code: str = "",
    sub_id: str = "",
    expires_at: datetime | None = None,
) -> Link:
    """``/r/{code}`` to a page of the site; without a code one is made.

    A code that was ever used stays taken: a link printed years ago must not start to pay another partner.
    """
    chosen = check_code("code", code or make_link_code())
    if session.scalar(select(Link.id).where(Link.code == chosen)) is not None:
        raise RegistryConflict("code", f"{chosen!r} is taken")
    link = Link(
        site_id=site_id,
        partner_id=get_partner(session, site_id, partner_id).id,
        code=chosen,
        destination=check_destination("destination", destination, get_site(session, site_id).hosts),
        sub_id=check_text("sub_id", sub_id) if sub_id else "",
        expires_at=check_future("expires_at", expires_at, utc_now()),
    )
    session.add(link)
    session.flush()
    return link


def list_links(session: Session, site_id: int, partner_id: int | None = None) -> list[Link]:
    """The site's links that are not archived, or one partner's, oldest first."""
    links = select(Link).where(Link.site_id == site_id, Link.archived_at.is_(None)).order_by(Link.id)
    return list(session.scalars(links if partner_id is None else links.where(Link.partner_id == partner_id)))


def get_link(session: Session, site_id: int, link_id: int) -> Link:
    """A link of this site, archived or not, or :class:`RegistryMissing`."""
    link = session.get(Link, link_id)
    if link is None or link.site_id != site_id:
        raise RegistryMissing(f"no link {link_id} on this site")
    return link


def update_link(
    session: Session,
    site_id: int,
    link_id: int,
    *,
    partner_id: int | None = None,
    destination: str | None = None,
    sub_id: str | None = None,
    expires_at: datetime | None = None,
) -> Link:
    """Only what is given changes; future clicks belong to the new partner, past ones stay with the old one."""
    link = get_link(session, site_id, link_id)
    if partner_id is not None:
        link.partner_id = get_partner(session, site_id, partner_id).id
    if destination is not None:
        link.destination = check_destination("destination", destination, get_site(session, site_id).hosts)
    if sub_id is not None:
        link.sub_id = check_text("sub_id", sub_id) if sub_id else ""
    if expires_at is not None:
        link.expires_at = check_future("expires_at", expires_at, utc_now())
    session.flush()
    return link


def archive_link(session: Session, site_id: int, link_id: int, now: datetime) -> Link:
    """The edge drops it with the next snapshot."""
    link = get_link(session, site_id, link_id)
    link.archived_at = link.archived_at or now
    session.flush()
    return link
