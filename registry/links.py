"""Short links."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.columns import utc_now
from registry.checks import check_code, check_destination, check_future, check_text, find_host, is_covered
from registry.errors import RegistryConflict, RegistryMissing
from registry.models import Link, Partner
from registry.partners import get_earning_partner
from registry.site_hosts import list_destination_hosts
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
    """``/r/{code}`` to a page of the site or one of its link hosts; without a code one is made.

    A code that was ever used stays taken: a link printed years ago must not start to pay another partner.
    """
    chosen = check_code("code", code or make_link_code())
    if session.scalar(select(Link.id).where(Link.code == chosen)) is not None:
        raise RegistryConflict("code", f"{chosen!r} is taken")
    link = Link(
        site_id=site_id,
        partner_id=get_earning_partner(session, site_id, partner_id).id,
        code=chosen,
        destination=_check_destination(session, site_id, destination),
        sub_id=check_text("sub_id", sub_id) if sub_id else "",
        expires_at=check_future("expires_at", expires_at, utc_now()),
    )
    session.add(link)
    session.flush()
    return link


def write_link_url(tracker_url: str, code: str) -> str:
    """The public address of a short link."""
    return f"{tracker_url.rstrip('/')}/r/{code}"


def create_first_link(session: Session, partner: Partner, destination: str) -> Link:
    """A link under the partner's own code, or under a made one where another link of the installation has that."""
    is_taken = session.scalar(select(Link.id).where(Link.code == partner.own_code)) is not None
    return create_link(session, partner.site_id, partner.id, destination, code="" if is_taken else partner.own_code)


def list_links(session: Session, site_id: int, partner_id: int | None = None) -> list[Link]:
    """The site's links that are not archived, or one partner's, oldest first."""
    links = select(Link).where(Link.site_id == site_id, Link.archived_at.is_(None)).order_by(Link.id)
    return list(session.scalars(links if partner_id is None else links.where(Link.partner_id == partner_id)))


def list_links_away(session: Session, site_id: int) -> list[str]:
    """The codes of links, archived ones too, that lead to a link host, where no page of the site is."""
    site = get_site(session, site_id)
    if not site.link_hosts:
        return []
    links = session.execute(select(Link.code, Link.destination).where(Link.site_id == site_id).order_by(Link.id))
    return [code for code, destination in links if not is_covered(find_host(destination), site.hosts)]


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
        link.partner_id = get_earning_partner(session, site_id, partner_id).id
    if destination is not None:
        link.destination = _check_destination(session, site_id, destination)
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


def _check_destination(session: Session, site_id: int, destination: str) -> str:
    return check_destination("destination", destination, list_destination_hosts(get_site(session, site_id)))
