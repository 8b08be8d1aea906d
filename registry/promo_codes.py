"""Promo codes, which are typed at checkout."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.checks import check_code
from registry.errors import RegistryConflict, RegistryMissing
from registry.models import PromoCode
from registry.partners import get_earning_partner


def create_promo_code(session: Session, site_id: int, partner_id: int, code: str) -> PromoCode:
    """A code for the checkout; unique on the site, whatever its case."""
    folded = check_code("code", code).lower()
    taken = select(PromoCode.id).where(PromoCode.site_id == site_id, func.lower(PromoCode.code) == folded)
    if session.scalar(taken) is not None:
        raise RegistryConflict("code", f"{code!r} is taken on this site")
    promo_code = PromoCode(site_id=site_id, partner_id=get_earning_partner(session, site_id, partner_id).id, code=code)
    session.add(promo_code)
    session.flush()
    return promo_code


def list_promo_codes(session: Session, site_id: int, partner_id: int | None = None) -> list[PromoCode]:
    """The site's promo codes that are not archived, or one partner's, oldest first."""
    codes = select(PromoCode).where(PromoCode.site_id == site_id, PromoCode.archived_at.is_(None))
    codes = codes if partner_id is None else codes.where(PromoCode.partner_id == partner_id)
    return list(session.scalars(codes.order_by(PromoCode.id)))


def get_promo_code(session: Session, site_id: int, promo_code_id: int) -> PromoCode:
    """A promo code of this site, archived or not, or :class:`RegistryMissing`."""
    promo_code = session.get(PromoCode, promo_code_id)
    if promo_code is None or promo_code.site_id != site_id:
        raise RegistryMissing(f"no promo code {promo_code_id} on this site")
    return promo_code


def update_promo_code(session: Session, site_id: int, promo_code_id: int, *, partner_id: int) -> PromoCode:
    """Belongs to another partner from now on and for all history: reports resolve codes."""
    promo_code = get_promo_code(session, site_id, promo_code_id)
    promo_code.partner_id = get_earning_partner(session, site_id, partner_id).id
    session.flush()
    return promo_code


def archive_promo_code(session: Session, site_id: int, promo_code_id: int, now: datetime) -> PromoCode:
    """It earns nothing from now on; its partner keeps what it earned before, and the code stays taken."""
    promo_code = get_promo_code(session, site_id, promo_code_id)
    promo_code.archived_at = promo_code.archived_at or now
    session.flush()
    return promo_code


def map_promo_codes_to_archive_times(session: Session, site_id: int) -> dict[str, datetime]:
    """The archived ones **in lower case**; from that time on they belong to no partner."""
    rows = session.execute(select(PromoCode.code, PromoCode.archived_at).where(PromoCode.site_id == site_id))
    return {code.lower(): archived_at for code, archived_at in rows if archived_at}


def map_promo_codes_to_partners(session: Session, site_id: int) -> dict[str, int]:
    """Every promo code of the site **in lower case**, archived ones too, with its partner's id."""
    rows = session.execute(select(PromoCode.code, PromoCode.partner_id).where(PromoCode.site_id == site_id))
    return {code.lower(): partner_id for code, partner_id in rows}
