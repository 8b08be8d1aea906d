"""Team members, who sign in at the console, the sites they see and their sessions."""

from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from events.snapshot import hash_key
from registry.checks import check_choice, check_email
from registry.enums import Role
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.models import MemberSession, Membership, Site, TeamMember
from registry.sites import get_site
from registry.tokens import make_token

_SESSION_LASTS = timedelta(days=14)
_CODE_WITHIN = timedelta(minutes=5)
_SHORTEST_PASSWORD = 8
_LONGEST_PASSWORD = 1024
_HASHER = PasswordHasher()
# Verified when the address is unknown, so that the response time does not reveal who has an account.
_DUMMY_HASH = "$argon2id$v=19$m=65536,t=3,p=4$uqzjj7IwhdDPjCNz6+2dmw$LT/+Z9vzjVpgcoT3qISFr91YBzIs6EdQN0sf3rNHGCs"


def create_member(session: Session, site_id: int, email: str, password: str, role: str = Role.OWNER) -> TeamMember:
    """A login with access to this site; addresses are unique in the installation."""
    address = check_email("email", email)
    if not address:
        raise RegistryInvalid("email", "give an address like ada@example.com")
    if session.scalar(select(TeamMember.id).where(TeamMember.email == address)) is not None:
        raise RegistryConflict("email", f"{address} already signs in here; add a membership instead")
    member = TeamMember(email=address, password_hash=_HASHER.hash(_check_password(password)))
    session.add(member)
    session.flush()
    grant_membership(session, member.id, site_id, role)
    return member


def grant_membership(session: Session, member_id: int, site_id: int, role: str = Role.OWNER) -> Membership:
    """Gives access to one more site, or changes the role there."""
    membership = session.get(Membership, (member_id, get_site(session, site_id).id))
    if membership is None:
        membership = Membership(member_id=member_id, site_id=site_id)
        session.add(membership)
    membership.role = check_choice("role", role, tuple(Role))
    session.flush()
    return membership


def update_password(session: Session, member_id: int, password: str) -> None:
    """Also ends every session of the member."""
    put_password_hash(session, member_id, hash_password(password))


def hash_password(password: str) -> str:
    """What is stored of a password; raises :class:`RegistryInvalid` if it is too short. Slow on purpose."""
    return _HASHER.hash(_check_password(password))


def put_password_hash(session: Session, member_id: int, password_hash: str) -> None:
    """Also ends every session of the member."""
    session.get_one(TeamMember, member_id).password_hash = password_hash
    end_sessions(session, member_id)


def list_members(session: Session, site_id: int) -> list[tuple[TeamMember, Role]]:
    """Who has access to this site, each with the role."""
    rows = (
        select(TeamMember, Membership.role)
        .join(Membership, Membership.member_id == TeamMember.id)
        .where(Membership.site_id == site_id, TeamMember.archived_at.is_(None))
        .order_by(TeamMember.id)
    )
    return [(member, Role(role)) for member, role in session.execute(rows)]


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


def is_password_of(member: TeamMember | None, password: str) -> bool:
    """Takes 64 MiB, and as long for nobody as for a member; never call it with a transaction open, or unbounded."""
    return _verify(member.password_hash if member else _DUMMY_HASH, password) and member is not None


def start_session(session: Session, member_id: int, now: datetime, *, agent: str = "", needs_code: bool = False) -> str:
    """The token of a new session, shown only once; expired sessions are removed. ``agent`` describes the browser."""
    session.execute(delete(MemberSession).where(MemberSession.expires_at <= now))
    token, token_hash = make_token("ps")
    expires_at = now + (_CODE_WITHIN if needs_code else _SESSION_LASTS)
    session.add(
        MemberSession(
            token_hash=token_hash, member_id=member_id, agent=agent, needs_code=needs_code, expires_at=expires_at
        )
    )
    session.flush()
    return token


def sign_out(session: Session, token: str) -> None:
    """Ends this session; an unknown token is no error."""
    session.execute(delete(MemberSession).where(MemberSession.token_hash == hash_key(token)))


def find_member_by_session(
    session: Session, token: str, now: datetime, *, needs_code: bool = False
) -> TeamMember | None:
    """The member of an unexpired session; with ``needs_code`` of one that waits for the second factor."""
    found = (
        select(TeamMember)
        .join(MemberSession, MemberSession.member_id == TeamMember.id)
        .where(MemberSession.token_hash == hash_key(token), MemberSession.expires_at > now)
        .where(TeamMember.archived_at.is_(None), MemberSession.needs_code.is_(needs_code))
    )
    return session.scalar(found)


def list_sessions(session: Session, member_id: int, now: datetime) -> list[MemberSession]:
    """The sessions that are open, the newest first."""
    found = select(MemberSession).where(
        MemberSession.member_id == member_id, MemberSession.expires_at > now, MemberSession.needs_code.is_(False)
    )
    return list(session.scalars(found.order_by(MemberSession.created_at.desc())))


def name_session(token_hash: str) -> str:
    """How a session is called in lists: it says nothing about the token."""
    return hash_key(token_hash)[:12]


def end_session(session: Session, member_id: int, session_name: str) -> None:
    """Ends the member's session of this name, or raises :class:`RegistryMissing`."""
    for each in session.scalars(select(MemberSession).where(MemberSession.member_id == member_id)):
        if name_session(each.token_hash) == session_name:
            session.delete(each)
            session.flush()
            return
    raise RegistryMissing(f"no session {session_name!r} of this team member")


def end_sessions(session: Session, member_id: int, *, but_token: str = "") -> None:
    """Ends every session of the member, except the one with this token."""
    session.execute(
        delete(MemberSession).where(
            MemberSession.member_id == member_id, MemberSession.token_hash != hash_key(but_token)
        )
    )


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
    """The member can no longer sign in; every session ends."""
    member = session.get_one(TeamMember, member_id)
    member.archived_at = member.archived_at or now
    end_sessions(session, member_id)
    return member


def _check_password(password: str) -> str:
    if not _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise RegistryInvalid("password", f"give at least {_SHORTEST_PASSWORD} characters")
    return password


def _verify(password_hash: str, password: str) -> bool:
    try:
        return len(password) <= _LONGEST_PASSWORD and _HASHER.verify(password_hash, password)
    except VerifyMismatchError:
        return False
