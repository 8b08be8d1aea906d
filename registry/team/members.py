"""Team members, who sign in at the console, the sites they see and their sessions."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.checks import check_email
from registry.enums import Role
from registry.errors import RegistryConflict, RegistryInvalid
from registry.login_columns import SessionColumns
from registry.logins import (
    LoginKind,
    end_all_sessions,
    end_login_session,
    end_named_session,
    find_login_by_session,
    hash_password,
    is_password_of,
    list_login_sessions,
    put_login_password,
    start_login_session,
)
from registry.models import MemberSession, Membership, RecoveryCode, Site, TeamMember
from registry.saved_views import remove_views_of_member
from registry.sites import get_site
from registry.team.rights import check_role

MEMBERS = LoginKind(
    TeamMember,
    MemberSession,
    MemberSession.member_id,
    MemberSession,
    RecoveryCode,
    RecoveryCode.member_id,
    RecoveryCode,
    "ps",
)


def create_member(session: Session, site_id: int, email: str, password: str, role: str = Role.OWNER) -> TeamMember:
    """A login with access to this site; addresses are unique in the installation."""
    return add_member(session, site_id, email, hash_password(password), role)


def add_member(session: Session, site_id: int, email: str, password_hash: str, role: str) -> TeamMember:
    """The same of a password that is hashed already: that takes longer than a transaction may stay open."""
    member = create_login(session, email, password_hash)
    grant_membership(session, member.id, site_id, role)
    return member


def create_login(session: Session, email: str, password_hash: str) -> TeamMember:
    """Without access to any site yet."""
    address = check_address(email)
    if session.scalar(select(TeamMember.id).where(TeamMember.email == address)) is not None:
        raise RegistryConflict("email", f"{address} already signs in here; add a membership instead")
    member = TeamMember(email=address, password_hash=password_hash)
    session.add(member)
    session.flush()
    return member


def check_address(email: str) -> str:
    """The address in lower case; raises :class:`RegistryInvalid` where it is none."""
    address = check_email("email", email)
    if not address:
        raise RegistryInvalid("email", "give an address like ada@example.com")
    return address


def grant_membership(session: Session, member_id: int, site_id: int, role: str = Role.OWNER) -> Membership:
    """Gives access to one more site, or changes the role there."""
    membership = session.get(Membership, (member_id, get_site(session, site_id).id))
    if membership is None:
        membership = Membership(member_id=member_id, site_id=site_id)
        session.add(membership)
    membership.role = check_role(role)
    session.flush()
    return membership


def update_password(session: Session, member_id: int, password: str) -> None:
    """Also ends every session of the member; whoever runs the installation says whose the login is."""
    put_password_hash(session, member_id, hash_password(password))
    session.get_one(TeamMember, member_id).invited_site_id = None


def put_password_hash(session: Session, member_id: int, password_hash: str) -> None:
    """Also ends every session of the member."""
    put_login_password(session, MEMBERS, member_id, password_hash)


def list_members(session: Session, site_id: int) -> list[tuple[TeamMember, Role]]:
    """Who has access to this site, each with the role."""
    rows = (
        select(TeamMember, Membership.role)
        .join(Membership, Membership.member_id == TeamMember.id)
        .where(Membership.site_id == site_id, TeamMember.archived_at.is_(None))
        .order_by(TeamMember.id)
    )
    return [(member, Role(role)) for member, role in session.execute(rows)]


def map_addresses(session: Session, member_ids: Collection[int]) -> dict[int, str]:
    """Id → e-mail address, also of those who have left."""
    rows = session.scalars(select(TeamMember).where(TeamMember.id.in_(member_ids)))
    return {member.id: member.email for member in rows}


def sign_in(session: Session, email: str, password: str, now: datetime) -> tuple[TeamMember, str] | None:
    """The member and a session token that is shown only once; None if address and password do not match."""
    member = find_member_by_password(session, email, password)
    return (member, start_session(session, member.id, now)) if member else None


def find_member_by_password(session: Session, email: str, password: str) -> TeamMember | None:
    """The member with this address and password; see :func:`is_password_of`."""
    member = find_member_by_email(session, email)
    return member if is_password_of(member, password) else None


def find_member_by_email(session: Session, email: str) -> TeamMember | None:
    """The member who signs in with this address and is not archived."""
    address = email.strip().lower()
    return session.scalar(select(TeamMember).where(TeamMember.email == address, TeamMember.archived_at.is_(None)))


def find_member_by_address(session: Session, address: str) -> TeamMember | None:
    """The login of an address in lower case, archived or not."""
    return session.scalar(select(TeamMember).where(TeamMember.email == address))


def start_session(session: Session, member_id: int, now: datetime, *, agent: str = "", needs_code: bool = False) -> str:
    """See :func:`registry.logins.start_login_session`."""
    return start_login_session(session, MEMBERS, member_id, now, agent=agent, needs_code=needs_code)


def sign_out(session: Session, token: str) -> None:
    """Ends this session; an unknown token is no error."""
    end_login_session(session, MEMBERS, token)


def find_member_by_session(
    session: Session, token: str, now: datetime, *, needs_code: bool = False
) -> TeamMember | None:
    """The member of an unexpired session, not archived; see :func:`registry.logins.find_login_by_session`."""
    member = find_login_by_session(session, MEMBERS, token, now, needs_code=needs_code)
    return member if member and member.archived_at is None else None


def list_sessions(session: Session, member_id: int, now: datetime) -> list[SessionColumns]:
    """The sessions that are open, the newest first."""
    return list_login_sessions(session, MEMBERS, member_id, now)


def end_session(session: Session, member_id: int, session_name: str) -> None:
    """Ends the member's session of this name, or raises :class:`RegistryMissing`."""
    end_named_session(session, MEMBERS, member_id, session_name)


def end_sessions(session: Session, member_id: int, *, but_token: str = "") -> None:
    """Ends every session of the member, except the one with this token."""
    end_all_sessions(session, MEMBERS, member_id, but_token=but_token)


def list_member_sites(session: Session, member_id: int) -> list[tuple[Site, Role]]:
    """The live sites a member has access to, oldest first, each with the role."""
    rows = (
        select(Site, Membership.role)
        .join(Membership, Membership.site_id == Site.id)
        .where(Membership.member_id == member_id, Site.archived_at.is_(None))
        .order_by(Site.id)
    )
    return [(site, Role(role)) for site, role in session.execute(rows)]


def archive_member(session: Session, member_id: int, now: datetime) -> TeamMember:
    """The member can no longer sign in; every session ends, and what he has at sites for himself alone."""
    member = session.get_one(TeamMember, member_id)
    member.archived_at = member.archived_at or now
    end_sessions(session, member_id)
    for site_id in session.scalars(select(Membership.site_id).where(Membership.member_id == member_id)).all():
        remove_views_of_member(session, site_id, member_id)
    return member
