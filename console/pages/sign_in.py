"""The team member signs in: with e-mail and password, then with a code where a second factor is on."""

from functools import partial
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.cookies import CODE_COOKIE, MEMBER_COOKIE, drop_cookie, put_cookie
from console.pages.forms import choose_next_path, parse_own_form
from console.pages.known_devices import find_device, put_device
from console.pages.password_checks import ChecksBusy
from console.pages.renderer import PageDependencies, render
from console.pages.sign_in_attempts import Attempt, count_attempt, count_failure, find_network, forget_attempts
from console.pages.sign_in_limits import answer_busy, answer_too_many, describe_agent
from database.sessions import begin_change, begin_read
from registry.models import TeamMember
from registry.team.members import find_member_by_email, find_member_by_session, is_password_of, sign_out, start_session
from registry.team.second_factor import take_code

_WRONG_PASSWORD = "Wrong e-mail address or password."  # noqa: S105 (a sentence)
_WRONG_CODE = "Wrong code, or one that was used before. Wait for the next one, or use a recovery code."


def show_sign_in(dependencies: PageDependencies, request: Request) -> Response:
    """The form of the first step."""
    return _render_sign_in(dependencies, request, {"next": request.query_params.get("next", "")})


async def post_sign_in(dependencies: PageDependencies, request: Request) -> Response:
    """Starts a session, or the second step, and redirects there."""
    form = await parse_own_form(request)
    try:
        return await _sign_in(dependencies, request, form)
    except ChecksBusy:
        return answer_busy(partial(_render_sign_in, dependencies, request, form))


def show_code(dependencies: PageDependencies, request: Request) -> Response:
    """The form of the second step, within five minutes of the first."""
    with begin_read(dependencies.registry_sessions) as session:
        if _find_waiting(dependencies, request, session) is None:
            return RedirectResponse("/sign-in", 303)
    return _render_code(dependencies, request, {"next": request.query_params.get("next", "")})


async def post_code(dependencies: PageDependencies, request: Request) -> Response:
    """Starts a session if the code is right."""
    return await run_in_threadpool(_check_code, dependencies, request, await parse_own_form(request))


async def post_sign_out(dependencies: PageDependencies, request: Request) -> Response:
    """Ends the session here and in the registry."""
    await parse_own_form(request)
    await run_in_threadpool(_end_session, dependencies, request.cookies.get(MEMBER_COOKIE, ""))
    response = RedirectResponse("/sign-in", 303)
    drop_cookie(request, response, MEMBER_COOKIE)
    return response


async def _sign_in(dependencies: PageDependencies, request: Request, form: dict[str, str]) -> Response:
    attempt = _make_attempt(dependencies, request, form.get("email", "").strip().lower())
    checks = dependencies.known_device_checks if attempt.device else dependencies.password_checks
    with checks.reserve(attempt.device or attempt.network):
        wait_seconds = await run_in_threadpool(count_attempt, dependencies.redis, attempt)
        if wait_seconds:
            return answer_too_many(partial(_render_sign_in, dependencies, request, form), wait_seconds)
        member = await run_in_threadpool(_find_member, dependencies, attempt.account)
        is_right = await checks.run(partial(is_password_of, member, form.get("password", "")))
    if member is None or not is_right:
        await run_in_threadpool(count_failure, dependencies.redis, attempt)
        return _render_sign_in(dependencies, request, form, _WRONG_PASSWORD, 401)
    begin = _begin_second_step if member.totp_since else _let_in
    response = await run_in_threadpool(begin, dependencies, request, form, member)
    await run_in_threadpool(forget_attempts, dependencies.redis, attempt)
    return response


def _begin_second_step(
    dependencies: PageDependencies, request: Request, form: dict[str, str], member: TeamMember
) -> Response:
    with begin_change(dependencies.registry_sessions) as session:
        token = start_session(session, member.id, dependencies.now(), needs_code=True)
    next_path = choose_next_path(form.get("next", ""))
    response = RedirectResponse("/sign-in/code?" + urlencode({"next": next_path}), 303)
    put_cookie(request, response, CODE_COOKIE, token)
    return response


def _check_code(dependencies: PageDependencies, request: Request, form: dict[str, str]) -> Response:
    with begin_read(dependencies.registry_sessions) as session:
        member = _find_waiting(dependencies, request, session)
    if member is None:
        return RedirectResponse("/sign-in", 303)
    known = _make_attempt(dependencies, request, member.email)
    attempt = Attempt(f"code\n{member.email}", known.network, known.device and f"code\n{known.device}")
    wait_seconds = count_attempt(dependencies.redis, attempt)
    if wait_seconds:
        return answer_too_many(partial(_render_code, dependencies, request, form), wait_seconds)
    with begin_change(dependencies.registry_sessions) as session:
        is_right = take_code(session, member.id, form.get("code", ""), dependencies.now())
    if not is_right:
        count_failure(dependencies.redis, attempt)
        return _render_code(dependencies, request, form, _WRONG_CODE, 401)
    forget_attempts(dependencies.redis, attempt)
    return _let_in(dependencies, request, form, member)


def _let_in(dependencies: PageDependencies, request: Request, form: dict[str, str], member: TeamMember) -> Response:
    """A new session in place of whatever this browser had, so that nobody who knew the old one shares it."""
    with begin_change(dependencies.registry_sessions) as session:
        for cookie in (MEMBER_COOKIE, CODE_COOKIE):
            sign_out(session, request.cookies.get(cookie, ""))
        token = start_session(session, member.id, dependencies.now(), agent=describe_agent(request))
    response = RedirectResponse(choose_next_path(form.get("next", "")), 303)
    put_cookie(request, response, MEMBER_COOKIE, token)
    drop_cookie(request, response, CODE_COOKIE)
    put_device(request, response, dependencies.secret, member.email)
    return response


def _make_attempt(dependencies: PageDependencies, request: Request, account: str) -> Attempt:
    network = find_network(request.client.host if request.client else "")
    return Attempt(account, network, find_device(dependencies.secret, account, request))


def _find_member(dependencies: PageDependencies, email: str) -> TeamMember | None:
    with begin_read(dependencies.registry_sessions) as session:
        return find_member_by_email(session, email)


def _find_waiting(dependencies: PageDependencies, request: Request, session: Session) -> TeamMember | None:
    token = request.cookies.get(CODE_COOKIE, "")
    return find_member_by_session(session, token, dependencies.now(), needs_code=True)


def _end_session(dependencies: PageDependencies, token: str) -> None:
    with begin_change(dependencies.registry_sessions) as session:
        sign_out(session, token)


def _render_sign_in(
    dependencies: PageDependencies, request: Request, form: dict[str, str], problem: str = "", status: int = 200
) -> Response:
    context = {"next": choose_next_path(form.get("next", "")), "email": form.get("email", ""), "problem": problem}
    return render(request, dependencies, "sign-in", context, status)


def _render_code(
    dependencies: PageDependencies, request: Request, form: dict[str, str], problem: str = "", status: int = 200
) -> Response:
    context = {"next": choose_next_path(form.get("next", "")), "problem": problem}
    return render(request, dependencies, "sign-in-code", context, status)
