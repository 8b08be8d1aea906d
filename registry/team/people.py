"""People who sign in at the console, their sites and their sessions."""

from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from events.snapshot import hash_key
from registry.checks import check_choice, check_email
from registry.enums import Role
from registry.errors import RegistryConflict, RegistryInvalid
from registry.models import Membership, Person, PersonSession, Site
from registry.sites import find_site
from registry.tokens import make_token

_SESSION_LASTS = timedelta(days=14)
_SHORTEST_PASSWORD = 8
_LONGEST_PASSWORD = 1024
_HASHER = PasswordHasher()
# Verified when the address is unknown, so that the time of an answer does not tell who has an account.
_NOBODYS_HASH = "$argon2id$v=19$m=65536,t=3,p=4$uqzjj7IwhdDPjCNz6+2dmw$LT/+Z9vzjVpgcoT3qISFr91YBzIs6EdQN0sf3rNHGCs"


def create_person(session: Session, site_id: int, email: str, password: str, role: str = Role.OWNER) -> Person:
    """Somebody who may see this site; addresses are unique in the installation."""
    address = check_email("email", email)
    if not address:
        raise RegistryInvalid("email", "give an address like ada@example.com")
    if session.scalar(select(Person.id).where(Person.email == address)) is not None:
        raise RegistryConflict("email", f"{address} already signs in here; add a membership instead")
    person = Person(email=address, password_hash=_HASHER.hash(_check_password(password)))
    session.add(person)
    session.flush()
    add_membership(session, person.id, site_id, role)
    return person


def add_membership(session: Session, person_id: int, site_id: int, role: str = Role.OWNER) -> Membership:
    """Lets a person see one more site, or changes the role there."""
    membership = session.get(Membership, (person_id, find_site(session, site_id).id))
    if membership is None:
        membership = Membership(person_id=person_id, site_id=site_id)
        session.add(membership)
    membership.role = check_choice("role", role, tuple(Role))
    session.flush()
    return membership


def change_password(session: Session, person_id: int, password: str) -> None:
    """A new password; every session of the person ends."""
    person = session.get_one(Person, person_id)
    person.password_hash = _HASHER.hash(_check_password(password))
    session.execute(delete(PersonSession).where(PersonSession.person_id == person_id))


def list_people(session: Session, site_id: int) -> list[tuple[Person, Role]]:
    """Who sees this site, in which role."""
    rows = (
        select(Person, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.site_id == site_id, Person.archived_at.is_(None))
        .order_by(Person.id)
    )
    return [(person, Role(role)) for person, role in session.execute(rows)]


def sign_in(session: Session, email: str, password: str, now: datetime) -> tuple[Person, str] | None:
    """The person and a session token that is shown this once; None if address and password do not match."""
    person = check_password(session, email, password)
    return (person, start_session(session, person.id, now)) if person else None


def check_password(session: Session, email: str, password: str) -> Person | None:
    """Whose address and password these are; slow on purpose, so never call it while holding a write lock."""
    person = session.scalar(select(Person).where(Person.email == email.strip().lower(), Person.archived_at.is_(None)))
    is_right = _verify(person.password_hash if person else _NOBODYS_HASH, password)
    return person if is_right else None


def start_session(session: Session, person_id: int, now: datetime) -> str:
    """The token of a new session, shown this once; sessions that have ended are removed."""
    session.execute(delete(PersonSession).where(PersonSession.expires_at <= now))
    token, token_hash = make_token("ps")
    session.add(PersonSession(token_hash=token_hash, person_id=person_id, expires_at=now + _SESSION_LASTS))
    session.flush()
    return token


def sign_out(session: Session, token: str) -> None:
    """Ends this session; an unknown token is no error."""
    session.execute(delete(PersonSession).where(PersonSession.token_hash == hash_key(token)))


def find_person_by_session(session: Session, token: str, now: datetime) -> Person | None:
    """Whose session it is, while it lasts."""
    found = (
        select(Person)
        .join(PersonSession, PersonSession.person_id == Person.id)
        .where(PersonSession.token_hash == hash_key(token), PersonSession.expires_at > now)
        .where(Person.archived_at.is_(None))
    )
    return session.scalar(found)


def sites_of_person(session: Session, person_id: int) -> list[tuple[Site, Role]]:
    """The live sites a person sees, oldest first, each with the role."""
    rows = (
        select(Site, Membership.role)
        .join(Membership, Membership.site_id == Site.id)
        .where(Membership.person_id == person_id, Site.archived_at.is_(None))
        .order_by(Site.id)
    )
    return [(site, Role(role)) for site, role in session.execute(rows)]


def archive_person(session: Session, person_id: int, now: datetime) -> Person:
    """The person signs in no more; every session ends."""
    person = session.get_one(Person, person_id)
    person.archived_at = person.archived_at or now
    session.execute(delete(PersonSession).where(PersonSession.person_id == person_id))
    return person


def _check_password(password: str) -> str:
    if not _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        raise RegistryInvalid("password", f"give at least {_SHORTEST_PASSWORD} characters")
    return password


def _verify(password_hash: str, password: str) -> bool:
    try:
        return len(password) <= _LONGEST_PASSWORD and _HASHER.verify(password_hash, password)
    except VerifyMismatchError:
        return False
