"""/members and /invitations: who has access to a site. Only a signed-in owner changes that.

A key does not: an owner makes keys with any scope, so a key could give itself what it lacks.
"""

from datetime import datetime
from typing import Annotated

from msgspec import structs
from sqlalchemy.orm import Session

from console.access import Caller, SeenSite
from console.api.bodies import parse_body
from console.api.fields import Count, Instant, Resource, choice
from console.api.mailing import check_mailing
from console.api.request import ApiRequest, Call, Document, Table
from console.errors import AccessDenied
from database.sessions import begin_change, begin_read
from events.enums import Scope
from outbound.requests import mail_invitation
from registry import models
from registry.enums import Role
from registry.team.invitations import INVITATION_PATH, create_invitation, list_invitations, withdraw_invitation
from registry.team.members import end_sessions, list_members, list_sessions
from registry.team.memberships import change_role, end_membership, get_membership
from registry.team.rights import ROLE_NAMES, Right

RoleName = Annotated[str, choice(Role)]
# `viewer` was the name of `analyst`.
GivenRole = Annotated[str, choice(ROLE_NAMES)]


class Member(Resource):
    """A team member with access to the site; owners alone see `has_second_factor` and how many `sessions` are open."""

    member_id: Count
    email: str
    role: RoleName
    has_second_factor: bool | None
    sessions: Count | None
    created_at: Instant


class MemberChange(Resource):
    """The site keeps at least one `owner`; an `analyst` changes nothing. `viewer` is read as `analyst`."""

    role: GivenRole


class FormerMember(Resource):
    """Has no access to the site any more; the login stays, for other sites."""

    member_id: Count


class SignedOutMember(Resource):
    """How many sessions ended."""

    member_id: Count
    ended: Count


class NewInvitation(Resource):
    """Whoever opens the link gets access under this address; with `mail`, it is mailed there."""

    email: str
    role: GivenRole = Role.ANALYST.value
    mail: bool = False


class Invitation(Resource):
    """An open invitation; `invited_by` is the id of a team member."""

    invitation_id: Count
    email: str
    role: RoleName
    invited_by: Count
    created_at: Instant
    expires_at: Instant


class InvitationLink(Invitation):
    """`path` at the console's address accepts it once and is shown this once; it is empty where the link is mailed."""

    path: str


def answer_list(request: ApiRequest) -> Table:
    """In the order in which their logins were made."""
    site = request.site()
    with begin_read(request.dependencies.sessions) as session:
        members = list_members(session, site.site_id)
        return Table([_make_member(session, each, role.value, site, request.now) for each, role in members])


def answer_update(request: ApiRequest) -> Document:
    site_id = _check_owner(request.caller, request.site())
    role = parse_body(request.body, MemberChange).role
    with begin_change(request.dependencies.sessions) as session:
        changed = change_role(session, site_id, int(request.path["member_id"]), role)
        member = session.get_one(models.TeamMember, changed.member_id)
        return Document(_make_member(session, member, changed.role, request.site(), request.now))


def answer_remove(request: ApiRequest) -> Document:
    site_id, member_id = _check_owner(request.caller, request.site()), int(request.path["member_id"])
    with begin_change(request.dependencies.sessions) as session:
        end_membership(session, site_id, member_id)
    return Document(FormerMember(member_id=member_id))


def answer_end_sessions(request: ApiRequest) -> Document:
    """In every browser, at every site."""
    site_id, member_id = _check_owner(request.caller, request.site()), int(request.path["member_id"])
    with begin_change(request.dependencies.sessions) as session:
        get_membership(session, site_id, member_id)
        ended = len(list_sessions(session, member_id, request.now))
        end_sessions(session, member_id)
    return Document(SignedOutMember(member_id=member_id, ended=ended))


def answer_invitations(request: ApiRequest) -> Table:
    """Those that can still be accepted, the newest first."""
    with begin_read(request.dependencies.sessions) as session:
        found = list_invitations(session, request.site().site_id, request.now)
        return Table([_make_invitation(each) for each in found])


def answer_invite(request: ApiRequest) -> Document:
    site_id, inviter = _check_owner(request.caller, request.site()), request.caller.member_id or 0
    body = parse_body(request.body, NewInvitation)
    if body.mail:
        check_mailing(sends_mail=request.dependencies.sends_mail)
    with begin_change(request.dependencies.sessions) as session:
        made, token = create_invitation(session, site_id, body.email, body.role, request.now, invited_by=inviter)
        if body.mail:
            # The link of the mail has another token, which nobody here sees.
            mail_invitation(session, made, request.now)
        path = "" if body.mail else f"{INVITATION_PATH}#{token}"
        return Document(InvitationLink(**structs.asdict(_make_invitation(made)), path=path))


def answer_withdraw(request: ApiRequest) -> Document:
    site_id, invitation_id = _check_owner(request.caller, request.site()), int(request.path["invitation_id"])
    with begin_change(request.dependencies.sessions) as session:
        return Document(_make_invitation(withdraw_invitation(session, site_id, invitation_id)))


def _check_owner(caller: Caller, site: SeenSite) -> int:
    """The id of the site, which the caller may change; a key is turned away."""
    if caller.member_id is None:
        raise AccessDenied("only a signed-in owner changes who has access; on the server: prm member")
    return site.site_id


def _make_member(session: Session, member: models.TeamMember, role: str, site: SeenSite, now: datetime) -> Member:
    is_shown = site.may(Right.SETTINGS)
    return Member(
        member_id=member.id,
        email=member.email,
        role=role,
        has_second_factor=member.totp_since is not None if is_shown else None,
        sessions=len(list_sessions(session, member.id, now)) if is_shown else None,
        created_at=member.created_at,
    )


def _make_invitation(made: models.Invitation) -> Invitation:
    return Invitation(
        invitation_id=made.id,
        email=made.email,
        role=made.role,
        invited_by=made.invited_by,
        created_at=made.created_at,
        expires_at=made.expires_at,
    )


_ALL, _ONE, _SITE = "/members", "/members/{member_id:id}", ("site",)
_INVITATIONS, _INVITATION = "/invitations", "/invitations/{invitation_id:id}"
# fmt: off
CALLS = (
    Call("list_members", "GET", _ALL, answer_list, "The team members with access to a site", ("site", "format"),
         answer_type=Member, key_scope=Scope.ADMIN),
    Call("update_member", "PATCH", _ONE, answer_update, "Change the role of a team member", _SITE, MemberChange, Member,
         is_write=True),
    Call("remove_member", "DELETE", _ONE, answer_remove, "Remove a team member from the site", _SITE,
         answer_type=FormerMember, is_write=True),
    Call("end_member_sessions", "DELETE", f"{_ONE}/sessions", answer_end_sessions,
         "End the sessions of a team member", _SITE, answer_type=SignedOutMember, is_write=True),
    Call("list_invitations", "GET", _INVITATIONS, answer_invitations, "The open invitations of a site",
         ("site", "format"), answer_type=Invitation, key_scope=Scope.ADMIN, right=Right.SETTINGS),
    Call("create_invitation", "POST", _INVITATIONS, answer_invite, "Make a link that invites a team member", _SITE,
         NewInvitation, InvitationLink, status=201, is_write=True),
    Call("withdraw_invitation", "DELETE", _INVITATION, answer_withdraw, "Withdraw an invitation", _SITE,
         answer_type=Invitation, is_write=True),
)
