"""Accepts an invitation: a new login by a password, or one more site for whoever is signed in under its address.

Nothing is mailed, so an owner can invite an address that is not his, and open the link himself. The login that he makes
opens his own site alone: at another one its holder chooses another password, which ends the sessions and the second
factor of before.
"""

from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.cookies import MEMBER_COOKIE
from console.pages.forms import parse_own_form
from console.pages.password_checks import ChecksBusy
from console.pages.reasons import describe_reason
from console.pages.renderer import PageDependencies, render
from console.pages.sign_in import let_in
from console.pages.sign_in_limits import answer_busy
from database.sessions import begin_change, begin_read
from languages.sentence import Words, sentence
from outbound.texts import ROLE_NAMES
from registry.errors import RegistryConflict, RegistryInvalid
from registry.logins import hash_password, is_password_of
from registry.models import Invitation, Site, TeamMember
from registry.team.invitations import accept_invitation, find_invitation, needs_new_password, take_over
from registry.team.members import add_member, find_member_by_address, find_member_by_session

_WRONG_LINK = sentence(
    "This link was used before, was withdrawn or has expired. Ask whoever invited you for a new one."
)


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation is for: the site's name and the address; ``account`` is its login, if there is one.

    ``is_signed_in``: this browser is signed in to that login; ``needs_password``: another one, since the site that made
    the login may know the present one.
    """

    site_name: str
    email: str
    role: str
    account: TeamMember | None
    is_signed_in: bool
    needs_password: bool

    @property
    def takes_password(self) -> bool:
        """Whether a password is chosen to accept it."""
        return self.account is None or (self.is_signed_in and self.needs_password)


def show_invitation(dependencies: PageDependencies, request: Request) -> Response:
    """The form; its token is in the fragment (``#``) of the link, which browsers send to no server."""
    return _render(dependencies, request)


async def post_invitation(dependencies: PageDependencies, request: Request) -> Response:
    """Says what the invitation is for, and asks for what is needed to accept it."""
    token = (await parse_own_form(request)).get("token", "").strip()
    return await run_in_threadpool(partial(_show, dependencies, request, token))


async def post_acceptance(dependencies: PageDependencies, request: Request) -> Response:
    """Gives access to the site and opens it."""
    form = await parse_own_form(request)
    token = form.get("token", "").strip()
    invited = await run_in_threadpool(_find, dependencies, request, token)
    if invited is None or not invited.takes_password:
        return await run_in_threadpool(_join, dependencies, request, token)
    checks = dependencies.known_device_checks
    try:
        with checks.reserve(f"invited\n{invited.email}"):
            password_hash = await checks.run(partial(_hash_other, invited.account, form.get("password", "")))
    except ChecksBusy:
        return await run_in_threadpool(answer_busy, partial(_show, dependencies, request, token))
    except RegistryInvalid as exc:
        return await run_in_threadpool(
            _show, dependencies, request, token, sentence("Password: {reason}.", reason=describe_reason(exc)), 400
        )
    accept = _join if invited.account else _create_login
    return await run_in_threadpool(accept, dependencies, request, token, password_hash)


def _hash_other(account: TeamMember | None, password: str) -> str:
    if account and is_password_of(account, password):
        raise RegistryInvalid("password", "choose another one than before, which whoever made this login knows")
    return hash_password(password)


def _create_login(dependencies: PageDependencies, request: Request, token: str, password_hash: str) -> Response:
    try:
        with begin_change(dependencies.registry_sessions) as session:
            invitation = find_invitation(session, token, dependencies.now())
            if invitation is None:
                return _render(dependencies, request, problem=_WRONG_LINK, status=401)
            site_id = invitation.site_id
            member = add_member(session, site_id, invitation.email, password_hash, invitation.role)
            member.invited_site_id = site_id
            accept_invitation(session, invitation, member.id)
    except RegistryConflict:
        # Another invitation of the same address was accepted meanwhile.
        return _show(dependencies, request, token)
    return let_in(dependencies, request, {"next": f"/attribution?site={site_id}"}, member)


def _join(dependencies: PageDependencies, request: Request, token: str, password_hash: str = "") -> Response:
    with begin_change(dependencies.registry_sessions) as session:
        invitation = find_invitation(session, token, dependencies.now())
        member = _find_signed_in(dependencies, request, session)
        if invitation is None or member is None or member.email != invitation.email:
            return _show(dependencies, request, token)
        if needs_new_password(member, invitation):
            if not password_hash:
                return _show(dependencies, request, token)
            take_over(session, member, password_hash)
        site_id = invitation.site_id
        accept_invitation(session, invitation, member.id)
    path = f"/attribution?site={site_id}"
    return let_in(dependencies, request, {"next": path}, member) if password_hash else RedirectResponse(path, 303)


def _find(dependencies: PageDependencies, request: Request, token: str) -> Invited | None:
    with begin_read(dependencies.registry_sessions) as session:
        invitation = find_invitation(session, token, dependencies.now())
        return _describe(dependencies, request, session, invitation) if invitation else None


def _describe(dependencies: PageDependencies, request: Request, session: Session, invitation: Invitation) -> Invited:
    member = _find_signed_in(dependencies, request, session)
    account = find_member_by_address(session, invitation.email)
    return Invited(
        site_name=session.get_one(Site, invitation.site_id).name,
        email=invitation.email,
        role=invitation.role,
        account=account,
        is_signed_in=member is not None and member.email == invitation.email,
        needs_password=account is not None and needs_new_password(account, invitation),
    )


def _find_signed_in(dependencies: PageDependencies, request: Request, session: Session) -> TeamMember | None:
    return find_member_by_session(session, request.cookies.get(MEMBER_COOKIE, ""), dependencies.now())


def _show(
    dependencies: PageDependencies, request: Request, token: str, problem: Words = "", status: int = 200
) -> Response:
    invited = _find(dependencies, request, token)
    if invited is None:
        return _render(dependencies, request, problem=_WRONG_LINK, status=401)
    return _render(dependencies, request, invited=invited, token=token, problem=problem, status=status)


def _render(
    dependencies: PageDependencies,
    request: Request,
    *,
    invited: Invited | None = None,
    token: str = "",
    problem: Words = "",
    status: int = 200,
) -> Response:
    context = {"invited": invited, "token": token, "problem": problem, "role_names": ROLE_NAMES}
    return render(request, dependencies, "invitation", context, status)
