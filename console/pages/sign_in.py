"""Signing in and out: e-mail and password for the marketer, a token for the partner."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.cookies import MEMBER_COOKIE, PARTNER_COOKIE, drop_cookie, put_cookie
from console.pages.forms import choose_next_path, parse_own_form
from console.pages.known_devices import find_device, put_device
from console.pages.password_checks import ChecksBusy
from console.pages.renderer import PageDependencies, render
from console.pages.sign_in_attempts import Attempt, count_attempt, count_failure, find_network, forget_attempts
from database.sessions import begin_change, begin_read
from registry.models import TeamMember
from registry.partners import find_partner_by_token
from registry.team.members import find_member_by_email, is_password_of, sign_out, start_session

_WRONG_PASSWORD = "Wrong e-mail address or password."  # noqa: S105 (a sentence)
_BUSY = "Too many people are signing in at this moment. Try again in a few seconds."
_BUSY_SECONDS = 3
_WRONG_TOKEN = "Invalid or expired token. Ask whoever runs the program for a new one."  # noqa: S105 (a sentence)


def show_sign_in(dependencies: PageDependencies, request: Request) -> Response:
    """The marketer's form."""
    return _render_sign_in(dependencies, request, {"next": request.query_params.get("next", "")})


async def post_sign_in(dependencies: PageDependencies, request: Request) -> Response:
    """Starts a session and redirects to the requested page."""
    form = await parse_own_form(request)
    try:
        return await _sign_in(dependencies, request, form)
    except ChecksBusy:
        return _limit(_render_sign_in(dependencies, request, form, _BUSY, 429), _BUSY_SECONDS)


async def post_sign_out(dependencies: PageDependencies, request: Request) -> Response:
    """Ends the session here and in the registry."""
    await parse_own_form(request)
    await run_in_threadpool(_end_session, dependencies, request.cookies.get(MEMBER_COOKIE, ""))
    response = RedirectResponse("/sign-in", 303)
    drop_cookie(request, response, MEMBER_COOKIE)
    return response


def show_partner_sign_in(dependencies: PageDependencies, request: Request) -> Response:
    """The partner's form; the token may be in the fragment (``#``), which browsers send to no server."""
    return _render_partner_sign_in(dependencies, request)


async def post_partner_sign_in(dependencies: PageDependencies, request: Request) -> Response:
    """Puts the partner's token into a cookie, out of the address bar."""
    form = await parse_own_form(request)
    return await run_in_threadpool(_sign_in_partner, dependencies, request, form.get("token", "").strip())


async def post_partner_sign_out(dependencies: PageDependencies, request: Request) -> Response:
    """Forgets the token in this browser; the token itself stays valid."""
    await parse_own_form(request)
    response = RedirectResponse("/partner/sign-in", 303)
    drop_cookie(request, response, PARTNER_COOKIE)
    return response


async def _sign_in(dependencies: PageDependencies, request: Request, form: dict[str, str]) -> Response:
    attempt = _make_attempt(dependencies, request, form)
    checks = dependencies.known_device_checks if attempt.device else dependencies.password_checks
    with checks.reserve(attempt.device or attempt.network):
        wait_seconds = await run_in_threadpool(count_attempt, dependencies.redis, attempt)
        if wait_seconds:
            return _limit(
                _render_sign_in(dependencies, request, form, _describe_limit(wait_seconds), 429), wait_seconds
            )
        member = await run_in_threadpool(_find_member, dependencies, attempt.account)
        is_right = await checks.run(partial(is_password_of, member, form.get("password", "")))
    if member is None or not is_right:
        await run_in_threadpool(count_failure, dependencies.redis, attempt)
        return _render_sign_in(dependencies, request, form, _WRONG_PASSWORD, 401)
    return await run_in_threadpool(_let_in, dependencies, request, form, attempt, member.id)


def _let_in(
    dependencies: PageDependencies, request: Request, form: dict[str, str], attempt: Attempt, member_id: int
) -> Response:
    with begin_change(dependencies.registry_sessions) as session:
        token = start_session(session, member_id, dependencies.now())
    forget_attempts(dependencies.redis, attempt)
    response = RedirectResponse(choose_next_path(form.get("next", "")), 303)
    put_cookie(request, response, MEMBER_COOKIE, token)
    put_device(request, response, dependencies.secret, attempt.account)
    return response


def _make_attempt(dependencies: PageDependencies, request: Request, form: dict[str, str]) -> Attempt:
    account = form.get("email", "").strip().lower()
    network = find_network(request.client.host if request.client else "")
    return Attempt(account, network, find_device(dependencies.secret, account, request))


def _find_member(dependencies: PageDependencies, email: str) -> TeamMember | None:
    with begin_read(dependencies.registry_sessions) as session:
        return find_member_by_email(session, email)


def _sign_in_partner(dependencies: PageDependencies, request: Request, token: str) -> Response:
    # No limit: nobody guesses 256 random bits, so a right token is never kept out by wrong ones.
    with begin_read(dependencies.registry_sessions) as session:
        partner = find_partner_by_token(session, token)
    if partner is None:
        return _render_partner_sign_in(dependencies, request, _WRONG_TOKEN, 401)
    response = RedirectResponse("/partner", 303)
    put_cookie(request, response, PARTNER_COOKIE, token)
    return response


def _end_session(dependencies: PageDependencies, token: str) -> None:
    with begin_change(dependencies.registry_sessions) as session:
        sign_out(session, token)


def _render_sign_in(
    dependencies: PageDependencies, request: Request, form: dict[str, str], problem: str = "", status: int = 200
) -> Response:
    context = {"next": choose_next_path(form.get("next", "")), "email": form.get("email", ""), "problem": problem}
    return render(request, dependencies, "sign-in", context, status)


def _render_partner_sign_in(
    dependencies: PageDependencies, request: Request, problem: str = "", status: int = 200
) -> Response:
    return render(request, dependencies, "partner-sign-in", {"problem": problem}, status)


def _limit(response: Response, wait_seconds: int) -> Response:
    response.headers["Retry-After"] = str(wait_seconds)
    return response


def _describe_limit(wait_seconds: int) -> str:
    wait = f"{wait_seconds} seconds" if wait_seconds < 60 else f"{-(-wait_seconds // 60)} minutes"
    return f"Too many attempts. Try again in {wait}."
