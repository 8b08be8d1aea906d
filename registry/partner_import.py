"""Many partners at once: creates those that are new, and gives the others what they lack."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.errors import RegistryConflict, RegistryInvalid
from registry.models import Code, Partner, PromoCode
from registry.partners import create_code, create_partner, get_partner
from registry.promo_codes import create_promo_code


class Outcome(StrEnum):
    """What became of one."""

    CREATED = "created"
    EXTENDED = "extended"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class NewPartner:
    """The first of ``codes`` is the partner's own."""

    name: str
    email: str
    codes: Sequence[str]
    promo_codes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one; where it is refused, ``field`` is what cannot be used, and ``problem`` says why."""

    outcome: Outcome
    partner_id: int = 0
    token: str = ""
    problem: str = ""
    field: str = ""


def import_partner(
    session: Session, site_id: int, new: NewPartner, program_id: int | None, created_by: str
) -> Imported:
    """One of them; a refused one changes nothing. A partner is known by a code, else by the e-mail address."""
    try:
        with session.begin_nested():
            return _import(session, site_id, new, program_id, created_by)
    except (RegistryConflict, RegistryInvalid) as exc:
        return Imported(Outcome.REFUSED, problem=str(exc), field=exc.field)


def _import(session: Session, site_id: int, new: NewPartner, program_id: int | None, created_by: str) -> Imported:
    if not new.codes:
        raise RegistryInvalid("code", "the row names no code of the partner")
    known, token = _find(session, site_id, new), ""
    is_created = known is None
    if known is None:
        known, token = create_partner(
            session, site_id, new.codes[0], new.name, email=new.email, program_id=program_id, created_by=created_by
        )
    added = _add_codes(session, site_id, known.id, new)
    outcome = Outcome.CREATED if is_created else Outcome.EXTENDED if added else Outcome.UNCHANGED
    return Imported(outcome, known.id, token)


def _find(session: Session, site_id: int, new: NewPartner) -> Partner | None:
    codes = _find_owners(session, Code, site_id, new.codes)
    for code in new.codes:
        if code.lower() in codes:
            return get_partner(session, site_id, codes[code.lower()])
    if not new.email:
        return None
    same = select(Partner).where(Partner.site_id == site_id, func.lower(Partner.email) == new.email.lower())
    same = same.where(Partner.merged_into_id.is_(None))
    return session.scalar(same.order_by(Partner.id).limit(1))


def _add_codes(session: Session, site_id: int, partner_id: int, new: NewPartner) -> int:
    """How many he lacked; raises :class:`RegistryConflict` where one is another partner's."""
    refs = _find_owners(session, Code, site_id, new.codes)
    promo_codes = _find_owners(session, PromoCode, site_id, new.promo_codes)
    lacking = [code for code in new.codes if refs.get(code.lower()) != partner_id]
    lacking_promo = [code for code in new.promo_codes if promo_codes.get(code.lower()) != partner_id]
    for code in lacking:
        create_code(session, site_id, partner_id, code)
    for code in lacking_promo:
        create_promo_code(session, site_id, partner_id, code)
    return len(lacking) + len(lacking_promo)


def _find_owners(
    session: Session, kind: type[Code] | type[PromoCode], site_id: int, codes: Sequence[str]
) -> dict[str, int]:
    """Those of the codes that are taken, in lower case, with the partner's id."""
    folded = [code.lower() for code in codes]
    taken = select(kind.code, kind.partner_id).where(kind.site_id == site_id, func.lower(kind.code).in_(folded))
    return {code.lower(): partner_id for code, partner_id in session.execute(taken)}
