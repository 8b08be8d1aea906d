"""What somebody changes of their own account: the password and the sessions, at whichever entrance."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from console.cookies import put_cookie
from console.pages.browser_names import name_browser
from console.pages.entrance import Entrance
from console.pages.forms import parse_own_form
from console.pages.own_password import PasswordRejected, check_own_password, hash_new_password, name_asker
from console.pages.page_access import SignInNeeded
from console.pages.reasons import describe_reason
from console.pages.renderer import PageDependencies
from console.pages.sign_in_limits import describe_agent
from database.sessions import begin_change
from events.snapshot import hash_key
from languages.sentence import Words, sentence
from registry.errors import RegistryInvalid
from registry.login_columns import LoginColumns, SessionColumns
from registry.logins import (
    end_all_sessions,
    end_named_session,
    list_login_sessions,
    name_session,
    put_login_password,
    start_login_session,
)
from registry.team.second_factor import count_recovery_codes

_DONE = {
    "password": sentence("The password is changed, and every other session has ended."),
    "sessions": sentence("The session has ended."),
    "second-factor": sentence("The second factor is off."),
    "language": sentence("The language is changed."),
}


@dataclass(frozen=True, slots=True)
class AccountPage:
    """The page of an account: ``render`` takes ``problem``, ``status`` and what is shown once; ``redirect``: what was
    done.
    """

    entrance: Entrance
    render: Callable[..., Response]
    redirect: Callable[[Request, str], Response]


def show_account(dependencies: PageDependencies, request: Request, page: AccountPage) -> Response:
    """The account of whoever is signed in, and what was done of it."""
    return page.render(dependencies, request, done=_DONE.get(request.query_params.get("done", ""), ""))


async def post_password(dependencies: PageDependencies, request: Request, page: AccountPage) -> Response:
    """A new password ends every session and starts a new one here."""
    form = await parse_own_form(request)
    try:
        login_id = await check_own_password(dependencies, request, form.get("password", ""), page.entrance)
        asker = name_asker(page.entrance, login_id)
        password_hash = await hash_new_password(dependencies, asker, form.get("new_password", ""))
    except PasswordRejected as exc:
        return await show_problem(dependencies, request, page, exc.words, exc.status)
    except RegistryInvalid as exc:
        return await show_problem(
            dependencies, request, page, sentence("New password: {reason}.", reason=describe_reason(exc)), 400
        )
    return await run_in_threadpool(_change_password, dependencies, request, page, login_id, password_hash)


async def post_end_sessions(dependencies: PageDependencies, request: Request, page: AccountPage) -> Response:
    """Ends the named session, or with ``others`` all but this one."""
    form = await parse_own_form(request)
    return await run_in_threadpool(_end_sessions, dependencies, request, page, form.get("session", ""))


async def show_problem(
    dependencies: PageDependencies, request: Request, page: AccountPage, problem: Words, status: int
) -> Response:
    """The page with what went wrong; it reads the registry, so not on the event loop."""
    return await run_in_threadpool(partial(page.render, dependencies, request, problem=problem, status=status))


def find_own_login(dependencies: PageDependencies, request: Request, session: Session, entrance: Entrance) -> int:
    """The id of whoever is signed in; raises ``SignInNeeded``."""
    login = entrance.find_by_session(session, request.cookies.get(entrance.cookie, ""), dependencies.now())
    if login is None:
        raise SignInNeeded(entrance.path)
    return login.id


def describe_login(
    dependencies: PageDependencies, request: Request, session: Session, entrance: Entrance, login: LoginColumns | None
) -> dict[str, object]:
    """What the sections of an account show for the template; of nobody's login there is nothing."""
    return {
        "has_second_factor": login is not None and login.totp_since is not None,
        "recovery_codes_left": count_recovery_codes(session, login.id, entrance.kind) if login else 0,
        "sessions": _describe_sessions(dependencies, request, session, entrance, login.id) if login else [],
        "setup": None,
        "recovery_codes": (),
    }


def _describe_sessions(
    dependencies: PageDependencies, request: Request, session: Session, entrance: Entrance, login_id: int
) -> list[dict[str, object]]:
    """The open sessions for the template, the newest first."""
    own = hash_key(request.cookies.get(entrance.cookie, ""))
    found = list_login_sessions(session, entrance.kind, login_id, dependencies.now())
    return [_describe_session(each, own) for each in found]


def _change_password(
    dependencies: PageDependencies, request: Request, page: AccountPage, login_id: int, password_hash: str
) -> Response:
    kind = page.entrance.kind
    with begin_change(dependencies.registry_sessions) as session:
        put_login_password(session, kind, login_id, password_hash)
        token = start_login_session(session, kind, login_id, dependencies.now(), agent=describe_agent(request))
    response = page.redirect(request, "password")
    put_cookie(request, response, page.entrance.cookie, token)
    return response


def _end_sessions(dependencies: PageDependencies, request: Request, page: AccountPage, named: str) -> Response:
    entrance = page.entrance
    with begin_change(dependencies.registry_sessions) as session:
        login_id = find_own_login(dependencies, request, session, entrance)
        if named == "others":
            end_all_sessions(session, entrance.kind, login_id, but_token=request.cookies.get(entrance.cookie, ""))
        else:
            end_named_session(session, entrance.kind, login_id, named)
    return page.redirect(request, "sessions")


def _describe_session(each: SessionColumns, own_hash: str) -> dict[str, object]:
    return {
        "name": name_session(each.token_hash),
        "agent": name_browser(each.agent),
        "since": f"{each.created_at:%Y-%m-%d %H:%M}",
        "until": f"{each.expires_at:%Y-%m-%d %H:%M}",
        "is_own": each.token_hash == own_hash,
    }
