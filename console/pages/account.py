"""The team member's own account: the password and the sessions. A viewer may change it as well: it is no site's."""

from functools import partial
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.cookies import MEMBER_COOKIE, put_cookie
from console.pages.forms import parse_own_form
from console.pages.frame import frame
from console.pages.own_password import PasswordRejected, check_own_password, hash_new_password
from console.pages.page_access import find_marketer
from console.pages.renderer import PageDependencies, render
from console.pages.sign_in_limits import describe_agent
from database.sessions import begin_change, begin_read
from events.snapshot import hash_key
from registry.errors import RegistryInvalid
from registry.models import MemberSession
from registry.team.members import (
    end_session,
    end_sessions,
    list_sessions,
    name_session,
    put_password_hash,
    start_session,
)
from registry.team.second_factor import count_recovery_codes

_DONE = {
    "password": "The password is changed, and every other session has ended.",
    "sessions": "The session has ended.",
    "second-factor": "The second factor is off.",
}


def show_account(dependencies: PageDependencies, request: Request) -> Response:
    """The account of whoever is signed in."""
    return render_account(dependencies, request, done=_DONE.get(request.query_params.get("done", ""), ""))


async def post_password(dependencies: PageDependencies, request: Request) -> Response:
    """A new password ends every session and starts a new one here."""
    form = await parse_own_form(request)
    try:
        member_id = await check_own_password(dependencies, request, form.get("password", ""))
        password_hash = await hash_new_password(dependencies, member_id, form.get("new_password", ""))
    except PasswordRejected as exc:
        return await show_problem(dependencies, request, str(exc), exc.status)
    except RegistryInvalid as exc:
        return await show_problem(dependencies, request, f"New password: {exc.reason}.", 400)
    return await run_in_threadpool(_change_password, dependencies, request, member_id, password_hash)


async def post_end_sessions(dependencies: PageDependencies, request: Request) -> Response:
    """Ends the named session, or with ``others`` all but this one."""
    form = await parse_own_form(request)
    return await run_in_threadpool(_end_sessions, dependencies, request, form.get("session", ""))


async def show_problem(dependencies: PageDependencies, request: Request, problem: str, status: int) -> Response:
    """The page with what went wrong; it reads the registry, so not on the event loop."""
    return await run_in_threadpool(partial(render_account, dependencies, request, problem=problem, status=status))


def redirect_to_account(request: Request, done: str) -> RedirectResponse:
    """Back to the account at the same site, which says what was done."""
    query = {"site": request.query_params.get("site", ""), "done": done}
    return RedirectResponse("/account?" + urlencode(query), 303)


def render_account(
    dependencies: PageDependencies,
    request: Request,
    *,
    problem: str = "",
    done: str = "",
    status: int = 200,
    **more: object,
) -> Response:
    """The whole page; ``more`` is what is shown this once."""
    with begin_read(dependencies.registry_sessions) as session:
        marketer = find_marketer(session, request, dependencies.now())
        context = {
            **frame(marketer, "/account"),
            "problem": problem,
            "done": done,
            "has_second_factor": marketer.member.totp_since is not None,
            "recovery_codes_left": count_recovery_codes(session, marketer.member.id),
            "sessions": _describe_sessions(dependencies, request, session, marketer.member.id),
            "setup": None,
            "recovery_codes": (),
            **more,
        }
        return render(request, dependencies, "account", context, status)


def _change_password(dependencies: PageDependencies, request: Request, member_id: int, password_hash: str) -> Response:
    with begin_change(dependencies.registry_sessions) as session:
        put_password_hash(session, member_id, password_hash)
        token = start_session(session, member_id, dependencies.now(), agent=describe_agent(request))
    response = redirect_to_account(request, "password")
    put_cookie(request, response, MEMBER_COOKIE, token)
    return response


def _end_sessions(dependencies: PageDependencies, request: Request, named: str) -> Response:
    with begin_change(dependencies.registry_sessions) as session:
        member_id = find_marketer(session, request, dependencies.now()).member.id
        if named == "others":
            end_sessions(session, member_id, but_token=request.cookies.get(MEMBER_COOKIE, ""))
        else:
            end_session(session, member_id, named)
    return redirect_to_account(request, "sessions")


def _describe_sessions(
    dependencies: PageDependencies, request: Request, session: Session, member_id: int
) -> list[dict[str, object]]:
    own = hash_key(request.cookies.get(MEMBER_COOKIE, ""))
    return [_describe_session(each, own) for each in list_sessions(session, member_id, dependencies.now())]


def _describe_session(each: MemberSession, own_hash: str) -> dict[str, object]:
    return {
        "name": name_session(each.token_hash),
        "agent": each.agent or "Unknown browser",
        "since": f"{each.created_at:%Y-%m-%d %H:%M}",
        "until": f"{each.expires_at:%Y-%m-%d %H:%M}",
        "is_own": each.token_hash == own_hash,
    }
