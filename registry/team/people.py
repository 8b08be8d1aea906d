"""Everybody with a login to the installation, apart from any site: for its administrators."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.errors import RegistryConflict, RegistryMissing
from registry.models import Membership, Site, TeamMember
from registry.team.members import archive_member


def list_people(session: Session) -> list[TeamMember]:
    """All of them, archived ones too, in the order in which their logins were made."""
    return list(session.scalars(select(TeamMember).order_by(TeamMember.id)))


def get_person(session: Session, member_id: int) -> TeamMember:
    """One who is not archived, or :class:`RegistryMissing`."""
    person = session.get(TeamMember, member_id)
    if person is None or person.archived_at is not None:
        raise RegistryMissing(f"no person {member_id} with a login here")
    return person


def map_memberships(session: Session) -> dict[int, list[tuple[Site, str]]]:
    """Member id → the live sites with the role there, oldest site first."""
    rows = (
        select(Membership.member_id, Site, Membership.role)
        .join(Site, Site.id == Membership.site_id)
        .where(Site.archived_at.is_(None))
        .order_by(Site.id)
    )
    found: dict[int, list[tuple[Site, str]]] = {}
    for member_id, site, role in session.execute(rows):
        found.setdefault(member_id, []).append((site, role))
    return found


def has_administrator(session: Session) -> bool:
    """Whether anybody administers the installation."""
    found = select(TeamMember.id).where(TeamMember.is_administrator, TeamMember.archived_at.is_(None)).limit(1)
    return session.scalar(found) is not None


def change_administrator(session: Session, member_id: int, is_administrator: bool) -> TeamMember:
    """Raises :class:`RegistryConflict` for the last one, who has to make another one first."""
    _lock_administrators(session)
    person = get_person(session, member_id)
    was_administrator, person.is_administrator = person.is_administrator, is_administrator
    session.flush()
    _check_administrator(session, was_administrator)
    return person


def archive_person(session: Session, member_id: int, now: datetime) -> TeamMember:
    """The person signs in nowhere any more; the last administrator stays."""
    _lock_administrators(session)
    person = archive_member(session, get_person(session, member_id).id, now)
    session.flush()
    _check_administrator(session, person.is_administrator)
    return person


def _lock_administrators(session: Session) -> None:
    # Two administrators who end each other at once must not both succeed.
    session.scalars(select(TeamMember).where(TeamMember.is_administrator).with_for_update()).all()


def _check_administrator(session: Session, was_administrator: bool) -> None:
    if was_administrator and not has_administrator(session):
        problem = "an installation keeps at least one administrator; make somebody else one first"
        raise RegistryConflict("member_id", problem)
