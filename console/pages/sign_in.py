"""Somebody signs in: with e-mail and password, then with a code where a second factor is on."""

from functools import partial
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.cookies import drop_cookie, put_cookie
from console.pages.entrance import TEAM, Entrance
from console.pages.forms import choose_next_path, parse_own_form
from console.pages.known_devices import find_device, put_device
from console.pages.password_checks import ChecksBusy
from console.pages.renderer import PageDependencies, render
from console.pages.sign_in_attempts import Attempt, count_attempt, count_failure, find_network, forget_attempts
from console.pages.sign_in_limits import answer_busy, answer_too_many, describe_agent
from database.sessions import begin_change, begin_read
from languages.sentence import Words, sentence
from registry.login_columns import LoginColumns
from registry.logins import end_login_session, is_password_of, start_login_session
from registry.team.second_factor import take_code

_WRONG_PASSWORD = sentence("Wrong e-mail address or password.")
_WRONG_CODE = sentence("Wrong code, or one that was used before. Wait for the next one, or use a recovery code.")


def show_sign_in(dependencies: PageDependencies, request: Request, entrance: Entrance = TEAM) -> Response:
    """The form of the first step."""
    return _render_sign_in(dependencies, request, entrance, {"next": request.query_params.get("next", "")})


async def post_sign_in(dependencies: PageDependencies, request: Request, entrance: Entrance = TEAM) -> Response:
    """Starts a session, or the second step, and redirects there."""
    form = await parse_own_form(request)
    try:
        return await _sign_in(dependencies, request, entrance, form)
    except ChecksBusy:
        return answer_busy(partial(_render_sign_in, dependencies, request, entrance, form))


def show_code(dependencies: PageDependencies, request: Request, entrance: Entrance = TEAM) -> Response:
    """The form of the second step, within five minutes of the first."""
    with begin_read(dependencies.registry_sessions) as session:
        if _find_waiting(dependencies, request, session, entrance) is None:
            return RedirectResponse(entrance.path, 303)
    return _render_code(dependencies, request, entrance, {"next": request.query_params.get("next", "")})


async def post_code(dependencies: PageDependencies, request: Request, entrance: Entrance = TEAM) -> Response:
    """Starts a session if the code is right."""
    return await run_in_threadpool(_check_code, dependencies, request, entrance, await parse_own_form(request))


async def post_sign_out(dependencies: PageDependencies, request: Request, entrance: Entrance = TEAM) -> Response:
    """Ends the session here and in the registry."""
    await parse_own_form(request)
    await run_in_threadpool(_end_session, dependencies, entrance, request.cookies.get(entrance.cookie, ""))
    response = RedirectResponse(entrance.path, 303)
    drop_cookie(request, response, entrance.cookie)
    return response


async def _sign_in(
    dependencies: PageDependencies, request: Request, entrance: Entrance, form: dict[str, str]
) -> Response:
    attempt = _make_attempt(dependencies, request, entrance, form.get("email", "").strip().lower())
    checks = dependencies.known_device_checks if attempt.device else dependencies.password_checks
    with checks.reserve(attempt.device or attempt.network):
        wait_seconds = await run_in_threadpool(count_attempt, dependencies.redis, attempt)
        if wait_seconds:
            return answer_too_many(partial(_render_sign_in, dependencies, request, entrance, form), wait_seconds)
        login = await run_in_threadpool(_find_login, dependencies, entrance, form.get("email", ""))
        is_right = await checks.run(partial(is_password_of, login, form.get("password", "")))
    if login is None or not is_right:
        await run_in_threadpool(count_failure, dependencies.redis, attempt)
        return _render_sign_in(dependencies, request, entrance, form, _WRONG_PASSWORD, 401)
    begin = _begin_second_step if login.totp_since else let_in
    response = await run_in_threadpool(begin, dependencies, request, form, login, entrance)
    await run_in_threadpool(forget_attempts, dependencies.redis, attempt)
    return response


def _begin_second_step(
    dependencies: PageDependencies, request: Request, form: dict[str, str], login: LoginColumns, entrance: Entrance
) -> Response:
    with begin_change(dependencies.registry_sessions) as session:
        token = start_login_session(session, entrance.kind, login.id, dependencies.now(), needs_code=True)
    next_path = choose_next_path(form.get("next", ""), entrance.home)
    response = RedirectResponse(f"{entrance.path}/code?" + urlencode({"next": next_path}), 303)
    put_cookie(request, response, entrance.code_cookie, token)
    return response


def _check_code(dependencies: PageDependencies, request: Request, entrance: Entrance, form: dict[str, str]) -> Response:
    with begin_read(dependencies.registry_sessions) as session:
        login = _find_waiting(dependencies, request, session, entrance)
    if login is None:
        return RedirectResponse(entrance.path, 303)
    known = _make_attempt(dependencies, request, entrance, login.email)
    attempt = Attempt(f"code\n{known.account}", known.network, known.device and f"code\n{known.device}")
    wait_seconds = count_attempt(dependencies.redis, attempt)
    if wait_seconds:
        return answer_too_many(partial(_render_code, dependencies, request, entrance, form), wait_seconds)
    with begin_change(dependencies.registry_sessions) as session:
        is_right = take_code(session, login.id, form.get("code", ""), dependencies.now(), entrance.kind)
    if not is_right:
        count_failure(dependencies.redis, attempt)
        return _render_code(dependencies, request, entrance, form, _WRONG_CODE, 401)
    forget_attempts(dependencies.redis, attempt)
    return _let_link_in(dependencies, request, entrance) or let_in(dependencies, request, form, login, entrance)


def _let_link_in(dependencies: PageDependencies, request: Request, entrance: Entrance) -> Response | None:
    """What the code completed, if it was an opened link."""
    with begin_change(dependencies.registry_sessions) as session:
        token = entrance.complete(session, request.cookies.get(entrance.code_cookie, ""), dependencies.now())
        if token is None:
            return None
        entrance.end_session(session, request.cookies.get(entrance.cookie, ""))
    response = RedirectResponse(entrance.home, 303)
    put_cookie(request, response, entrance.cookie, token)
    drop_cookie(request, response, entrance.code_cookie)
    return response


def let_in(
    dependencies: PageDependencies,
    request: Request,
    form: dict[str, str],
    login: LoginColumns,
    entrance: Entrance = TEAM,
) -> Response:
    """A new session in place of whatever this browser had, so that nobody who knew the old one shares it."""
    former, now = request.cookies.get(entrance.cookie, ""), dependencies.now()
    with begin_change(dependencies.registry_sessions) as session:
        entrance.admit(session, login.id, former, now)
        entrance.end_session(session, former)
        end_login_session(session, entrance.kind, request.cookies.get(entrance.code_cookie, ""))
        token = start_login_session(session, entrance.kind, login.id, now, agent=describe_agent(request))
    response = RedirectResponse(choose_next_path(form.get("next", ""), entrance.home), 303)
    put_cookie(request, response, entrance.cookie, token)
    drop_cookie(request, response, entrance.code_cookie)
    put_device(request, response, dependencies.secret, entrance.count_prefix + login.email, entrance.path)
    return response


def _make_attempt(dependencies: PageDependencies, request: Request, entrance: Entrance, email: str) -> Attempt:
    account = entrance.count_prefix + email
    network = find_network(request.client.host if request.client else "")
    return Attempt(account, network, find_device(dependencies.secret, account, request))


def _find_login(dependencies: PageDependencies, entrance: Entrance, email: str) -> LoginColumns | None:
    with begin_read(dependencies.registry_sessions) as session:
        return entrance.find_by_email(session, email)


def _find_waiting(
    dependencies: PageDependencies, request: Request, session: Session, entrance: Entrance
) -> LoginColumns | None:
    token = request.cookies.get(entrance.code_cookie, "")
    return entrance.find_by_session(session, token, dependencies.now(), needs_code=True)


def _end_session(dependencies: PageDependencies, entrance: Entrance, token: str) -> None:
    with begin_change(dependencies.registry_sessions) as session:
        entrance.end_session(session, token)


def _render_sign_in(
    dependencies: PageDependencies,
    request: Request,
    entrance: Entrance,
    form: dict[str, str],
    problem: Words = "",
    status: int = 200,
) -> Response:
    next_path = choose_next_path(form.get("next", ""), entrance.home)
    context = {"next": next_path, "email": form.get("email", ""), "problem": problem}
    return render(request, dependencies, entrance.page, context, status)


def _render_code(
    dependencies: PageDependencies,
    request: Request,
    entrance: Entrance,
    form: dict[str, str],
    problem: Words = "",
    status: int = 200,
) -> Response:
    next_path = choose_next_path(form.get("next", ""), entrance.home)
    context = {"next": next_path, "problem": problem, "sign_in_path": entrance.path}
    return render(request, dependencies, "sign-in-code", context, status)
