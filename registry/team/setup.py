"""The first setup: one address with a token makes the first login, an administrator, on an installation without any."""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from events.snapshot import hash_key
from registry.models import SetupToken, TeamMember
from registry.team.members import create_login
from registry.tokens import make_token

SETUP_PATH = "/setup"


def is_setup_open(session: Session) -> bool:
    """Whether nobody has ever had a login here."""
    return session.scalar(select(TeamMember.id).limit(1)) is None


def create_setup_token(session: Session, now: datetime) -> str:
    """A new token, shown only once; an earlier one is worthless."""
    session.execute(delete(SetupToken))
    token, token_hash = make_token("su")
    session.add(SetupToken(token_hash=token_hash, created_at=now))
    session.flush()
    return token


def is_setup_token(session: Session, token: str) -> bool:
    """Whether it still makes the first administrator."""
    return is_setup_open(session) and session.get(SetupToken, hash_key(token)) is not None


def take_setup_token(session: Session, token: str, email: str, password_hash: str) -> TeamMember | None:
    """The first administrator, and the token is used up; None if it is worthless."""
    # Whoever comes second with the same token waits here until it is gone.
    found = session.get(SetupToken, hash_key(token), with_for_update=True)
    if found is None or not is_setup_open(session):
        return None
    session.delete(found)
    member = create_login(session, email, password_hash)
    member.is_administrator = True
    session.flush()
    return member
