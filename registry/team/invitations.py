"""Invitations: a link that is handed on gives a person access to a site, once and within a week."""

from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from events.snapshot import hash_key
from registry.enums import Role
from registry.errors import RegistryConflict, RegistryMissing
from registry.models import Invitation, Membership, Site, TeamMember
from registry.team.members import check_address, grant_membership, put_password_hash
from registry.team.rights import check_role
from registry.team.second_factor import end_second_factor
from registry.tokens import make_token

INVITATION_PATH = "/invitation"
INVITATION_LASTS = timedelta(days=7)
MAX_OPEN = 100


def create_invitation(
    session: Session, site_id: int, email: str, role: str, now: datetime, *, invited_by: int
) -> tuple[Invitation, str]:
    """The invitation and its token, which is shown only once; it replaces an earlier one of the same address."""
    address = check_address(email)
    if _find_membership(session, site_id, address) is not None:
        raise RegistryConflict("email", f"{address} has access to this site already; change the role instead")
    session.execute(delete(Invitation).where(Invitation.expires_at <= now))
    session.execute(delete(Invitation).where(Invitation.site_id == site_id, Invitation.email == address))
    if len(list_invitations(session, site_id, now)) >= MAX_OPEN:
        raise RegistryConflict("email", f"{MAX_OPEN} invitations are open; withdraw one first")
    token, token_hash = make_token("pi")
    invitation = Invitation(
        token_hash=token_hash,
        site_id=site_id,
        email=address,
        role=check_role(role),
        invited_by=invited_by,
        expires_at=now + INVITATION_LASTS,
    )
    session.add(invitation)
    session.flush()
    return invitation, token


def list_invitations(session: Session, site_id: int, now: datetime) -> list[Invitation]:
    """Those that can still be accepted, the newest first."""
    return list(session.scalars(_select_valid(now).where(Invitation.site_id == site_id).order_by(Invitation.id.desc())))


def withdraw_invitation(session: Session, site_id: int, invitation_id: int) -> Invitation:
    """Its link opens nothing any more; raises :class:`RegistryMissing`."""
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or invitation.site_id != site_id:
        raise RegistryMissing(f"no invitation {invitation_id} on this site")
    session.delete(invitation)
    session.flush()
    return invitation


def find_invitation(session: Session, token: str, now: datetime) -> Invitation | None:
    """None if it was accepted, withdrawn or replaced, has expired, or whoever made it is no owner any more."""
    return session.scalar(
        _select_valid(now).where(Invitation.token_hash == hash_key(token)).with_for_update(of=Invitation)
    )


def find_valid_invitation(session: Session, invitation_id: int, now: datetime) -> Invitation | None:
    """The same by its id."""
    return session.scalar(_select_valid(now).where(Invitation.id == invitation_id).with_for_update(of=Invitation))


def renew_invitation(session: Session, invitation: Invitation) -> str:
    """The token of another link; the one of before opens nothing any more."""
    token, invitation.token_hash = make_token("pi")
    session.flush()
    return token


def accept_invitation(session: Session, invitation: Invitation, member_id: int) -> None:
    """Gives access and uses the link up; who got access by another way meanwhile keeps that role.

    Raises :class:`RegistryConflict` where the login needs a new password first.
    """
    if needs_new_password(session.get_one(TeamMember, member_id), invitation):
        raise RegistryConflict("password", "choose another one, which nobody but you knows")
    if session.get(Membership, (member_id, invitation.site_id)) is None:
        grant_membership(session, member_id, invitation.site_id, invitation.role)
    session.delete(invitation)
    session.flush()


def needs_new_password(member: TeamMember, invitation: Invitation) -> bool:
    """Whether the login was made by the link of another site, whose owner may have opened it himself."""
    return member.invited_site_id not in (None, invitation.site_id)


def take_over(session: Session, member: TeamMember, password_hash: str) -> None:
    """The login is its holder's alone: a new password, no second factor of before, no session."""
    put_password_hash(session, member.id, password_hash)
    end_second_factor(session, member.id)
    member.invited_site_id = None
    session.flush()


def _select_valid(now: datetime) -> Select[Invitation]:
    return (
        select(Invitation)
        .join(Site, Site.id == Invitation.site_id)
        .join(
            Membership,
            (Membership.member_id == Invitation.invited_by) & (Membership.site_id == Invitation.site_id),
        )
        .join(TeamMember, TeamMember.id == Invitation.invited_by)
        .where(Invitation.expires_at > now, Site.archived_at.is_(None))
        .where(Membership.role == Role.OWNER.value, TeamMember.archived_at.is_(None))
    )


def _find_membership(session: Session, site_id: int, address: str) -> Membership | None:
    return session.scalar(
        select(Membership)
        .join(TeamMember, TeamMember.id == Membership.member_id)
        .where(Membership.site_id == site_id, TeamMember.email == address, TeamMember.archived_at.is_(None))
    )
