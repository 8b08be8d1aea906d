"""The two doors: e-mail and password for the marketer, the token for the partner."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.cookies import MEMBER_COOKIE, PARTNER_COOKIE, drop_cookie, put_cookie
from console.pages.forms import choose_next_path, read_own_form
from console.pages.renderer import Console, render
from console.pages.sign_in_attempts import count_attempt, forget_attempts
from database.sessions import begin_change, begin_read
from registry.partners import find_partner_by_token
from registry.team.members import find_member_by_password, sign_out, start_session

_WRONG_PASSWORD = "This e-mail address and password do not belong together."  # noqa: S105 (a sentence)
_WRONG_TOKEN = "This token opens no page. It may have been renewed."  # noqa: S105 (a sentence)


def show_sign_in(console: Console, request: Request) -> Response:
    """The marketer's door."""
    return _render_sign_in(console, request, {"next": request.query_params.get("next", "")})


async def post_sign_in(console: Console, request: Request) -> Response:
    """Starts a session and goes on to the page that was asked for."""
    form = await read_own_form(request)
    return await run_in_threadpool(_sign_in, console, request, form)


async def post_sign_out(console: Console, request: Request) -> Response:
    """Ends the session here and in the registry."""
    await read_own_form(request)
    await run_in_threadpool(_end_session, console, request.cookies.get(MEMBER_COOKIE, ""))
    response = RedirectResponse("/sign-in", 303)
    drop_cookie(request, response, MEMBER_COOKIE)
    return response


def show_partner_sign_in(console: Console, request: Request) -> Response:
    """The partner's door; the token may stand behind ``#``, which reaches no server."""
    return _render_partner_sign_in(console, request)


async def post_partner_sign_in(console: Console, request: Request) -> Response:
    """Keeps the partner's token in a cookie, out of the address bar."""
    form = await read_own_form(request)
    return await run_in_threadpool(_sign_in_partner, console, request, form.get("token", "").strip())


async def post_partner_sign_out(console: Console, request: Request) -> Response:
    """Forgets the token in this browser; the token itself stays good."""
    await read_own_form(request)
    response = RedirectResponse("/partner/sign-in", 303)
    drop_cookie(request, response, PARTNER_COOKIE)
    return response


def _sign_in(console: Console, request: Request, form: dict[str, str]) -> Response:
    email, address = form.get("email", "").strip().lower(), _address(request)
    wait_seconds = count_attempt(console.redis, address, email)
    if wait_seconds:
        return _refuse(_render_sign_in(console, request, form, _too_many(wait_seconds), 429), wait_seconds)
    with begin_read(console.registry_sessions) as session:
        member = find_member_by_password(session, email, form.get("password", ""))
        member_id = member.id if member else None
    if member_id is None:
        return _render_sign_in(console, request, form, _WRONG_PASSWORD, 401)
    with begin_change(console.registry_sessions) as session:
        token = start_session(session, member_id, console.now())
    forget_attempts(console.redis, address, email)
    response = RedirectResponse(choose_next_path(form.get("next", "")), 303)
    put_cookie(request, response, MEMBER_COOKIE, token)
    return response


def _sign_in_partner(console: Console, request: Request, token: str) -> Response:
    wait_seconds = count_attempt(console.redis, _address(request), "")
    if wait_seconds:
        return _refuse(_render_partner_sign_in(console, request, _too_many(wait_seconds), 429), wait_seconds)
    with begin_read(console.registry_sessions) as session:
        partner = find_partner_by_token(session, token)
    if partner is None:
        return _render_partner_sign_in(console, request, _WRONG_TOKEN, 401)
    forget_attempts(console.redis, _address(request), "")
    response = RedirectResponse("/partner", 303)
    put_cookie(request, response, PARTNER_COOKIE, token)
    return response


def _end_session(console: Console, token: str) -> None:
    with begin_change(console.registry_sessions) as session:
        sign_out(session, token)


def _render_sign_in(
    console: Console, request: Request, form: dict[str, str], problem: str = "", status: int = 200
) -> Response:
    context = {"next": choose_next_path(form.get("next", "")), "email": form.get("email", ""), "problem": problem}
    return render(request, console, "sign-in", context, status)


def _render_partner_sign_in(console: Console, request: Request, problem: str = "", status: int = 200) -> Response:
    return render(request, console, "partner-sign-in", {"problem": problem}, status)


def _refuse(response: Response, wait_seconds: int) -> Response:
    response.headers["Retry-After"] = str(wait_seconds)
    return response


def _too_many(wait_seconds: int) -> str:
    return f"Too many attempts. Try again in {-(-wait_seconds // 60)} minutes."


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
