"""Passwords and sessions of those who sign in, team members and partners alike; each kind has tables of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from events.snapshot import hash_key
from registry.errors import RegistryInvalid, RegistryMissing
from registry.login_columns import LoginColumns, RecoveryCodeColumns, SessionColumns
from registry.tokens import make_token

L_co = TypeVar("L_co", bound=LoginColumns, covariant=True)
SESSION_LASTS = timedelta(days=14)
CODE_WITHIN = timedelta(minutes=5)
_SHORTEST_PASSWORD = 8
_LONGEST_PASSWORD = 1024
_HASHER = PasswordHasher()
# Verified when the address is unknown, so that the response time does not reveal who has an account.
_DUMMY_HASH = "$argon2id$v=19$m=65536,t=3,p=4$uqzjj7IwhdDPjCNz6+2dmw$LT/+Z9vzjVpgcoT3qISFr91YBzIs6EdQN0sf3rNHGCs"


@dataclass(frozen=True, slots=True)
class LoginKind(Generic[L_co]):
    """The tables of one kind, and the columns of sessions and recovery codes that name the login."""

    login: type[L_co]
    session: type[SessionColumns]
    session_owner: InstrumentedAttribute[int]
    make_session: Callable[..., SessionColumns]
    recovery_code: type[RecoveryCodeColumns]
    code_owner: InstrumentedAttribute[int]
    make_recovery_code: Callable[..., RecoveryCodeColumns]
    token_prefix: str


def hash_password(password: str) -> str:
    """What is stored of a password; raises :class:`RegistryInvalid` if it is too short. Slow on purpose."""
    return _HASHER.hash(_check_password(password))


def is_password_of(login: LoginColumns | None, password: str) -> bool:
    """Takes 64 MiB, and as long for nobody as for a login; never call it with a transaction open, or unbounded."""
    return _verify(login.password_hash if login else _DUMMY_HASH, password) and login is not None


def start_login_session(
    session: Session,
    kind: LoginKind[LoginColumns],
    login_id: int,
    now: datetime,
    *,
    agent: str = "",
    needs_code: bool = False,
) -> str:
    """The token of a new session, shown only once; expired sessions are removed. ``agent`` describes the browser."""
    session.execute(delete(kind.session).where(kind.session.expires_at <= now))
    token, token_hash = make_token(kind.token_prefix)
    expires_at = now + (CODE_WITHIN if needs_code else SESSION_LASTS)
    owner = {kind.session_owner.key: login_id}
    session.add(
        kind.make_session(token_hash=token_hash, agent=agent, needs_code=needs_code, expires_at=expires_at, **owner)
    )
    session.flush()
    return token


def end_login_session(session: Session, kind: LoginKind[LoginColumns], token: str) -> None:
    """Ends this session; an unknown token is no error."""
    session.execute(delete(kind.session).where(kind.session.token_hash == hash_key(token)))


def find_login_by_session(
    session: Session, kind: LoginKind[L_co], token: str, now: datetime, *, needs_code: bool = False
) -> L_co | None:
    """The login of an unexpired session; with ``needs_code`` of one that waits for the second factor."""
    found = (
        select(kind.login)
        .join(kind.session, kind.session_owner == kind.login.id)
        .where(kind.session.token_hash == hash_key(token), kind.session.expires_at > now)
        .where(kind.session.needs_code.is_(needs_code))
    )
    return session.scalar(found)


def find_login_by_email(session: Session, kind: LoginKind[L_co], email: str) -> L_co | None:
    """The login of an address."""
    return session.scalar(select(kind.login).where(kind.login.email == email.strip().lower()))


def list_login_sessions(
    session: Session, kind: LoginKind[LoginColumns], login_id: int, now: datetime
) -> list[SessionColumns]:
    """The sessions that are open, the newest first."""
    found = select(kind.session).where(
        kind.session_owner == login_id, kind.session.expires_at > now, kind.session.needs_code.is_(False)
    )
    return list(session.scalars(found.order_by(kind.session.created_at.desc())))


def name_session(token_hash: str) -> str:
    """How a session is called in lists: it says nothing about the token."""
    return hash_key(token_hash)[:12]


def end_named_session(session: Session, kind: LoginKind[LoginColumns], login_id: int, session_name: str) -> None:
    """Ends the login's session of this name, or raises :class:`RegistryMissing`."""
    for each in session.scalars(select(kind.session).where(kind.session_owner == login_id)):
        if name_session(each.token_hash) == session_name:
            session.delete(each)
            session.flush()
            return
    raise RegistryMissing(f"no session {session_name!r} of this login")


def end_all_sessions(session: Session, kind: LoginKind[LoginColumns], login_id: int, *, but_token: str = "") -> None:
    """Ends every session of the login, except the one with this token."""
    session.execute(
        delete(kind.session).where(kind.session_owner == login_id, kind.session.token_hash != hash_key(but_token))
    )


def put_login_password(session: Session, kind: LoginKind[LoginColumns], login_id: int, password_hash: str) -> None:
    """Also ends every session of the login."""
    session.get_one(kind.login, login_id).password_hash = password_hash
    end_all_sessions(session, kind, login_id)


def _check_password(password: str) -> str:
    if not _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise RegistryInvalid("password", f"give at least {_SHORTEST_PASSWORD} characters")
    return password


def _verify(password_hash: str, password: str) -> bool:
    try:
        return len(password) <= _LONGEST_PASSWORD and _HASHER.verify(password_hash, password)
    except VerifyMismatchError:
        return False
