"""The versions of payout methods as they are stored; what they mean and how they are encrypted says ``earnings``."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.enums import PartnerStatus
from registry.errors import RegistryConflict, RegistryMissing
from registry.models import PayoutMethod
from registry.partners import get_partner

# As earnings.payouts.methods.sealing writes it: the form, a point, the key's name of eight characters.
_KEY_PREFIX = 16


def choose_version(session: Session, site_id: int, partner_id: int) -> int:
    """The number that the partner's next version gets; of two that add one at once, one has to retry."""
    partner = get_partner(session, site_id, partner_id)
    if partner.status == PartnerStatus.ARCHIVED:
        raise RegistryConflict("partner_id", f"partner {partner_id} is archived: make it active first")
    newest = select(func.max(PayoutMethod.version)).where(PayoutMethod.partner_id == partner_id)
    return (session.scalar(newest) or 0) + 1


def append_method(session: Session, method: PayoutMethod) -> PayoutMethod:
    """Stores a version; from now on it is the partner's current one."""
    session.add(method)
    session.flush()
    return method


def archive_method(session: Session, site_id: int, method_id: int, created_by: str, now: datetime) -> PayoutMethod:
    """Ends the partner's current method by a version without details; returns that version."""
    ended = get_method(session, site_id, method_id)
    current = find_current_method(session, site_id, ended.partner_id)
    if current is None or current.id != ended.id:
        raise RegistryConflict("method_id", f"payout method {method_id} has ended already")
    end = PayoutMethod(
        site_id=site_id,
        partner_id=ended.partner_id,
        version=ended.version + 1,
        kind=ended.kind,
        currency=ended.currency,
        summary=ended.summary,
        fingerprint="",
        sealed="",
        is_archived=True,
        created_by=created_by,
        created_at=now,
        usable_from=now,
    )
    return append_method(session, end)


def get_method(session: Session, site_id: int, method_id: int) -> PayoutMethod:
    """A version of this site, or :class:`RegistryMissing`."""
    found = session.get(PayoutMethod, method_id)
    if found is None or found.site_id != site_id:
        raise RegistryMissing(f"no payout method {method_id} on this site")
    return found


def list_methods(session: Session, site_id: int, partner_id: int | None = None) -> list[PayoutMethod]:
    """All versions of a site, or of one partner, by partner, the current one first."""
    methods = select(PayoutMethod).where(PayoutMethod.site_id == site_id)
    if partner_id is not None:
        methods = methods.where(PayoutMethod.partner_id == partner_id)
    return list(session.scalars(methods.order_by(PayoutMethod.partner_id, PayoutMethod.version.desc())))


def find_current_method(session: Session, site_id: int, partner_id: int) -> PayoutMethod | None:
    """The partner's newest version, unless it says that he has none any more."""
    newest = next(iter(list_methods(session, site_id, partner_id)), None)
    return None if newest is None or newest.is_archived else newest


def map_current_methods(session: Session, site_id: int) -> Mapping[int, PayoutMethod]:
    """Partner's id → his current method; who has none is not in it."""
    newest: dict[int, PayoutMethod] = {}
    for method in list_methods(session, site_id):
        newest.setdefault(method.partner_id, method)
    return {partner_id: method for partner_id, method in newest.items() if not method.is_archived}


def list_key_prefixes(session: Session) -> set[str]:
    """The beginnings of all encrypted details, which name their keys; empty where no method was ever added."""
    prefix = func.substr(PayoutMethod.sealed, 1, _KEY_PREFIX)
    return set(session.scalars(select(prefix).where(PayoutMethod.sealed != "").distinct()))
