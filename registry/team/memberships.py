"""Who has access to a site and in which role; a site keeps at least one owner."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from registry.enums import Role
from registry.errors import RegistryConflict, RegistryMissing
from registry.models import Invitation, Membership, Site, TeamMember
from registry.saved_views import remove_views_of_member
from registry.team.rights import check_role


def get_membership(session: Session, site_id: int, member_id: int) -> Membership:
    """Of a member who is not archived, or :class:`RegistryMissing`."""
    found = session.scalar(
        select(Membership)
        .join(TeamMember, TeamMember.id == Membership.member_id)
        .where(Membership.site_id == site_id, Membership.member_id == member_id, TeamMember.archived_at.is_(None))
    )
    if found is None:
        raise RegistryMissing(f"no team member {member_id} on this site")
    return found


def change_role(session: Session, site_id: int, member_id: int, role: str) -> Membership:
    """Raises :class:`RegistryConflict` for the last owner, who has to make another one first."""
    _lock_team(session, site_id)
    membership = get_membership(session, site_id, member_id)
    membership.role = check_role(role)
    session.flush()
    _check_owner(session, site_id)
    if membership.role != Role.OWNER.value:
        _withdraw_invitations(session, site_id, member_id)
    return membership


def end_membership(session: Session, site_id: int, member_id: int) -> None:
    """No access to this site from now on; the login and other sites stay. The last owner cannot be removed."""
    _lock_team(session, site_id)
    session.delete(get_membership(session, site_id, member_id))
    session.flush()
    _check_owner(session, site_id)
    _withdraw_invitations(session, site_id, member_id)
    remove_views_of_member(session, site_id, member_id)


def _withdraw_invitations(session: Session, site_id: int, member_id: int) -> None:
    # Else their links would open again if the member were made an owner once more.
    session.execute(delete(Invitation).where(Invitation.site_id == site_id, Invitation.invited_by == member_id))


def _lock_team(session: Session, site_id: int) -> None:
    # Two owners who remove each other at once must not both succeed.
    session.get_one(Site, site_id, with_for_update=True)


def _check_owner(session: Session, site_id: int) -> None:
    owners = (
        select(TeamMember.id)
        .join(Membership, Membership.member_id == TeamMember.id)
        .where(Membership.site_id == site_id, Membership.role == Role.OWNER.value, TeamMember.archived_at.is_(None))
    )
    if session.scalar(owners.limit(1)) is None:
        raise RegistryConflict("member_id", "a site keeps at least one owner; make another member an owner first")
