"""Partners, and the codes they are recognised by."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, selectinload

from registry.checks import (
    check_choice,
    check_code,
    check_email,
    check_label,
    check_labels,
    check_language,
    check_notes,
    check_text,
)
from registry.enums import WITHOUT_ACCESS, PartnerKind, PartnerStatus
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.keys import COMMAND
from registry.models import AccountPartner, Code, Partner, PartnerSession, PartnerSignInLink
from registry.partner_customers import check_free_customer
from registry.partner_statuses import set_status
from registry.sites import get_program
from registry.tokens import make_token


def create_partner(
    session: Session,
    site_id: int,
    code: str,
    name: str,
    *,
    email: str = "",
    program_id: int | None = None,
    group: str = "",
    tags: Iterable[str] = (),
    parent_id: int | None = None,
    language: str = "",
    kind: PartnerKind = PartnerKind.PARTNER,
    customer_id: str = "",
    created_by: str = COMMAND,
    now: datetime | None = None,
) -> tuple[Partner, str]:
    """A partner with the first code, and the token for the partner's API, which is shown only once."""
    token, token_hash = make_token("pt")
    partner = Partner(
        site_id=site_id,
        program_id=get_program(session, site_id, program_id).id,
        own_code=check_code("code", code),
        name=check_text("name", name),
        email=check_email("email", email),
        group=check_label("group", group) if group else "",
        tags=check_labels("tags", tags),
        language=check_language("language", language),
        kind=kind.value,
        customer_id=check_free_customer(session, site_id, customer_id),
        token_hash=token_hash,
        token_created_by=created_by,
    )
    if parent_id is not None:
        partner.parent_id = get_partner(session, site_id, parent_id).id
    session.add(partner)
    set_status(session, partner, PartnerStatus.ACTIVE, now)
    create_code(session, site_id, partner.id, code)
    return partner, token


def create_code(session: Session, site_id: int, partner_id: int, code: str) -> Code:
    """An alias; it claims its earlier clicks too, since reports resolve refs."""
    partner = get_earning_partner(session, site_id, partner_id)
    taken = select(Code.code).where(Code.site_id == site_id, func.lower(Code.code) == check_code("code", code).lower())
    if session.scalar(taken) is not None:
        raise RegistryConflict("code", f"{code!r} is taken on this site")
    row = Code(site_id=site_id, partner_id=partner_id, code=code)
    session.add(row)
    session.flush()
    session.expire(partner, ["codes"])
    return row


def list_partners(session: Session, site_id: int, status: str | None = None) -> list[Partner]:
    """The site's partners in all states, or in one, oldest first, with their codes."""
    partners = select(Partner).options(selectinload(Partner.codes)).where(Partner.site_id == site_id)
    if status is not None:
        partners = partners.where(Partner.status == check_choice("status", status, tuple(PartnerStatus)))
    return list(session.scalars(partners.order_by(Partner.id)))


def get_partner(session: Session, site_id: int, partner_id: int) -> Partner:
    """A partner of this site in any state, or :class:`RegistryMissing`."""
    partner = session.get(Partner, partner_id)
    if partner is None or partner.site_id != site_id:
        raise RegistryMissing(f"no partner {partner_id} on this site")
    return partner


def get_earning_partner(session: Session, site_id: int, partner_id: int) -> Partner:
    """A partner who may get links and codes; :class:`RegistryConflict` for one who was merged into another."""
    partner = get_partner(session, site_id, partner_id)
    reject_merged(partner)
    return partner


def resolve_partner(session: Session, site_id: int, given: str) -> Partner:
    """A partner of this site by code or id as it is typed; a code takes precedence."""
    partner_id = map_refs_to_partners(session, site_id).get(given.lower())
    if partner_id is None and given.isascii() and given.isdigit() and len(given) < 10:
        partner_id = int(given)
    if partner_id is None:
        raise RegistryMissing(f"no partner {given!r} on this site")
    return get_partner(session, site_id, partner_id)


def resolve_owner(session: Session, site_id: int, given: str) -> Partner:
    """The same of money: his own code names a partner in the ledger for good, even when a merge gave it to another."""
    own = select(Partner).where(Partner.site_id == site_id, func.lower(Partner.own_code) == given.lower())
    found = session.scalars(own.limit(2)).all()
    return found[0] if len(found) == 1 else resolve_partner(session, site_id, given)


def update_partner(
    session: Session,
    site_id: int,
    partner_id: int,
    *,
    name: str | None = None,
    email: str | None = None,
    status: str | None = None,
    group: str | None = None,
    tags: Iterable[str] | None = None,
    notes: str | None = None,
    program_id: int | None = None,
    parent_id: int | None = None,
    language: str | None = None,
    customer_id: str | None = None,
    now: datetime | None = None,
) -> Partner:
    """Only what is given changes; a status holds from ``now`` on; 0 takes the parent away, an empty group the group."""
    partner = get_partner(session, site_id, partner_id)
    if parent_id is not None:
        partner.parent_id = _check_parent(session, partner, parent_id) if parent_id else None
    if program_id is not None:
        partner.program_id = get_program(session, site_id, program_id).id
    # First, so that the change is logged as one.
    if email is not None:
        _change_email(session, partner, check_email("email", email))
    if customer_id is not None:
        partner.customer_id = check_free_customer(session, site_id, customer_id, partner.id)
    if name is not None:
        partner.name = check_text("name", name)
    if status is not None:
        if status != PartnerStatus.ARCHIVED:
            reject_merged(partner)
        set_status(session, partner, status, now)
    if status in WITHOUT_ACCESS:
        _end_links(session, partner)
    if group is not None:
        partner.group = check_label("group", group) if group else ""
    if tags is not None:
        partner.tags = check_labels("tags", tags)
    if notes is not None:
        partner.notes = check_notes("notes", notes)
    if language is not None:
        partner.language = check_language("language", language)
    session.flush()
    return partner


def reject_merged(partner: Partner) -> None:
    """Raises :class:`RegistryConflict` for a partner who was merged into another: only his earlier money is left."""
    if partner.merged_into_id is not None:
        into = f"partner {partner.merged_into_id}"
        raise RegistryConflict("partner_id", f"partner {partner.id} was merged into {into}: change {into} instead")


def _change_email(session: Session, partner: Partner, email: str) -> None:
    """Another address may be another person's: whoever came in under the former one no longer opens the partner."""
    if email.lower() != partner.email.lower():
        session.execute(delete(AccountPartner).where(AccountPartner.partner_id == partner.id))
        # Or whoever opened a link before could make the account of the new address.
        _end_links(session, partner)
    partner.email = email


def _end_links(session: Session, partner: Partner) -> None:
    """Sign-in links, and the sessions that came in by one."""
    for table in (PartnerSession, PartnerSignInLink):
        session.execute(delete(table).where(table.partner_id == partner.id))


def _check_parent(session: Session, partner: Partner, parent_id: int) -> int:
    """A partner of the site who is neither he himself nor below him."""
    above: Partner | None = get_partner(session, partner.site_id, parent_id)
    while above is not None:
        if above.id == partner.id:
            raise RegistryInvalid("parent_id", "is the partner himself or below him: give a partner who is not")
        above = session.get(Partner, above.parent_id) if above.parent_id else None
    return parent_id


def archive_partner(session: Session, site_id: int, partner_id: int, now: datetime | None = None) -> Partner:
    """The partner's token, sessions and sign-in links end; links still lead to the shop and codes stay taken."""
    return update_partner(session, site_id, partner_id, status=PartnerStatus.ARCHIVED, now=now)


def map_refs_to_partners(session: Session, site_id: int) -> dict[str, int]:
    """Every code of the site **in lower case** with its partner's id: look a ref up by ``ref.lower()``."""
    rows = session.execute(select(Code.code, Code.partner_id).where(Code.site_id == site_id))
    return {code.lower(): partner_id for code, partner_id in rows}
