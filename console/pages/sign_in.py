"""Signing in and out: e-mail and password for the marketer, a token for the partner."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.cookies import MEMBER_COOKIE, PARTNER_COOKIE, drop_cookie, put_cookie
from console.pages.forms import choose_next_path, parse_own_form
from console.pages.renderer import PageDependencies, render
from console.pages.sign_in_attempts import count_attempt, forget_attempts
from database.sessions import begin_change, begin_read
from registry.partners import find_partner_by_token
from registry.team.members import find_member_by_password, sign_out, start_session

_WRONG_PASSWORD = "Wrong e-mail address or password."  # noqa: S105 (a sentence)
_WRONG_TOKEN = "Invalid or expired token. Ask whoever runs the program for a new one."  # noqa: S105 (a sentence)


def show_sign_in(dependencies: PageDependencies, request: Request) -> Response:
    """The marketer's form."""
    return _render_sign_in(dependencies, request, {"next": request.query_params.get("next", "")})


async def post_sign_in(dependencies: PageDependencies, request: Request) -> Response:
    """Starts a session and redirects to the requested page."""
    form = await parse_own_form(request)
    return await run_in_threadpool(_sign_in, dependencies, request, form)


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


def _sign_in(dependencies: PageDependencies, request: Request, form: dict[str, str]) -> Response:
    email, address = form.get("email", "").strip().lower(), _address(request)
    wait_seconds = count_attempt(dependencies.redis, address, email)
    if wait_seconds:
        return _limit(_render_sign_in(dependencies, request, form, _describe_limit(wait_seconds), 429), wait_seconds)
    with begin_read(dependencies.registry_sessions) as session:
        member = find_member_by_password(session, email, form.get("password", ""))
        member_id = member.id if member else None
    if member_id is None:
        return _render_sign_in(dependencies, request, form, _WRONG_PASSWORD, 401)
    with begin_change(dependencies.registry_sessions) as session:
        token = start_session(session, member_id, dependencies.now())
    forget_attempts(dependencies.redis, address, email)
    response = RedirectResponse(choose_next_path(form.get("next", "")), 303)
    put_cookie(request, response, MEMBER_COOKIE, token)
    return response


def _sign_in_partner(dependencies: PageDependencies, request: Request, token: str) -> Response:
    wait_seconds = count_attempt(dependencies.redis, _address(request), "")
    if wait_seconds:
        return _limit(_render_partner_sign_in(dependencies, request, _describe_limit(wait_seconds), 429), wait_seconds)
    with begin_read(dependencies.registry_sessions) as session:
        partner = find_partner_by_token(session, token)
    if partner is None:
        return _render_partner_sign_in(dependencies, request, _WRONG_TOKEN, 401)
    forget_attempts(dependencies.redis, _address(request), "")
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
    return f"Too many attempts. Try again in {-(-wait_seconds // 60)} minutes."


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
