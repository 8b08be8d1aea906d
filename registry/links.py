"""Short links and promo codes."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.checks import check_code, check_destination, check_future, check_text
from registry.columns import utc_now
from registry.errors import RegistryConflict, RegistryMissing
from registry.models import Link, PromoCode
from registry.partners import find_partner
from registry.sites import find_site
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

    A code that was ever used stays taken: a link printed years ago must not start to pay somebody else.
    """
    chosen = check_code("code", code or make_link_code())
    if session.scalar(select(Link.id).where(Link.code == chosen)) is not None:
        raise RegistryConflict("code", f"{chosen!r} is taken")
    link = Link(
        site_id=site_id,
        partner_id=find_partner(session, site_id, partner_id).id,
        code=chosen,
        destination=check_destination("destination", destination, find_site(session, site_id).hosts),
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


def archive_link(session: Session, site_id: int, link_id: int, now: datetime) -> Link:
    """The edge no longer knows it."""
    link = session.get(Link, link_id)
    if link is None or link.site_id != site_id:
        raise RegistryMissing(f"no link {link_id} on this site")
    link.archived_at = link.archived_at or now
    session.flush()
    return link


def create_promo_code(session: Session, site_id: int, partner_id: int, code: str) -> PromoCode:
    """A code for the checkout; unique on the site without regard to case."""
    folded = check_code("code", code).lower()
    taken = select(PromoCode.id).where(PromoCode.site_id == site_id, func.lower(PromoCode.code) == folded)
    if session.scalar(taken) is not None:
        raise RegistryConflict("code", f"{code!r} is taken on this site")
    promo_code = PromoCode(site_id=site_id, partner_id=find_partner(session, site_id, partner_id).id, code=code)
    session.add(promo_code)
    session.flush()
    return promo_code


def list_promo_codes(session: Session, site_id: int, partner_id: int | None = None) -> list[PromoCode]:
    """The site's promo codes that are not archived, or one partner's, oldest first."""
    codes = select(PromoCode).where(PromoCode.site_id == site_id, PromoCode.archived_at.is_(None))
    codes = codes if partner_id is None else codes.where(PromoCode.partner_id == partner_id)
    return list(session.scalars(codes.order_by(PromoCode.id)))


def archive_promo_code(session: Session, site_id: int, promo_code_id: int, now: datetime) -> PromoCode:
    """Later checkouts with it are nobody's; the code stays taken."""
    promo_code = session.get(PromoCode, promo_code_id)
    if promo_code is None or promo_code.site_id != site_id:
        raise RegistryMissing(f"no promo code {promo_code_id} on this site")
    promo_code.archived_at = promo_code.archived_at or now
    session.flush()
    return promo_code


def promo_codes_of_site(session: Session, site_id: int) -> dict[str, int]:
    """Every promo code of the site **in lower case**, archived ones too, with its partner's id."""
    rows = session.execute(select(PromoCode.code, PromoCode.partner_id).where(PromoCode.site_id == site_id))
    return {code.lower(): partner_id for code, partner_id in rows}
