"""Partners, the codes they are recognised by, and their tokens."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, selectinload

from events.snapshot import hash_key
from registry.checks import check_choice, check_code, check_email, check_text
from registry.enums import PartnerStatus
from registry.errors import RegistryConflict, RegistryMissing
from registry.keys import COMMAND
from registry.models import Code, Partner, PartnerSession, PartnerSignInLink, Site
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
    tags: Iterable[str] = (),
    created_by: str = COMMAND,
    now: datetime | None = None,
) -> tuple[Partner, str]:
    """A partner with the first code, and the token for the partner's API, which is shown only once."""
    token, token_hash = make_token("pt")
    partner = Partner(
        site_id=site_id,
        program_id=get_program(session, site_id, program_id).id,
        name=check_text("name", name),
        email=check_email("email", email),
        tags=[check_text("tags", tag, 64) for tag in tags],
        token_hash=token_hash,
        token_created_by=created_by,
    )
    session.add(partner)
    set_status(session, partner, PartnerStatus.ACTIVE, now)
    create_code(session, site_id, partner.id, code)
    return partner, token


def create_code(session: Session, site_id: int, partner_id: int, code: str) -> Code:
    """An alias; it claims its earlier clicks too, since reports resolve refs."""
    partner = get_partner(session, site_id, partner_id)
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


def resolve_partner(session: Session, site_id: int, given: str) -> Partner:
    """A partner of this site by code or id as it is typed; a code takes precedence."""
    partner_id = map_refs_to_partners(session, site_id).get(given.lower())
    if partner_id is None and given.isascii() and given.isdigit() and len(given) < 10:
        partner_id = int(given)
    if partner_id is None:
        raise RegistryMissing(f"no partner {given!r} on this site")
    return get_partner(session, site_id, partner_id)


def find_partner_by_token(session: Session, token: str) -> Partner | None:
    """The partner with this token; None if the partner or the site is archived."""
    found = (
        select(Partner)
        .join(Site, Site.id == Partner.site_id)
        .where(Partner.token_hash == hash_key(token), Partner.status != PartnerStatus.ARCHIVED.value)
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


def update_partner(
    session: Session,
    site_id: int,
    partner_id: int,
    *,
    name: str | None = None,
    email: str | None = None,
    status: str | None = None,
    tags: Iterable[str] | None = None,
    program_id: int | None = None,
    now: datetime | None = None,
) -> Partner:
    """Only what is given changes; a status holds from ``now`` on."""
    partner = get_partner(session, site_id, partner_id)
    if program_id is not None:
        partner.program_id = get_program(session, site_id, program_id).id
    if name is not None:
        partner.name = check_text("name", name)
    if email is not None:
        partner.email = check_email("email", email)
    if status is not None:
        set_status(session, partner, status, now)
    if status == PartnerStatus.ARCHIVED:
        session.execute(delete(PartnerSession).where(PartnerSession.partner_id == partner.id))
        session.execute(delete(PartnerSignInLink).where(PartnerSignInLink.partner_id == partner.id))
    if tags is not None:
        partner.tags = [check_text("tags", tag, 64) for tag in tags]
    session.flush()
    return partner


def archive_partner(session: Session, site_id: int, partner_id: int, now: datetime | None = None) -> Partner:
    """The partner's token, sessions and sign-in links end; links still lead to the shop and codes stay taken."""
    return update_partner(session, site_id, partner_id, status=PartnerStatus.ARCHIVED, now=now)


def map_refs_to_partners(session: Session, site_id: int) -> dict[str, int]:
    """Every code of the site **in lower case** with its partner's id: look a ref up by ``ref.lower()``."""
    rows = session.execute(select(Code.code, Code.partner_id).where(Code.site_id == site_id))
    return {code.lower(): partner_id for code, partner_id in rows}
