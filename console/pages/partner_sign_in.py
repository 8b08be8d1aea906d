"""The partner signs in: a link that opens once becomes a session."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.cookies import PARTNER_COOKIE, drop_cookie, put_cookie
from console.pages.forms import parse_own_form
from console.pages.renderer import PageDependencies, render
from database.sessions import begin_change
from registry.partner_sessions import end_partner_session, open_sign_in_link

_WRONG_LINK = "This link was opened before or has expired. Ask whoever runs the program for a new one."


def show_partner_sign_in(dependencies: PageDependencies, request: Request) -> Response:
    """The form; its token is in the fragment (``#``) of the link, which browsers send to no server.

    So no program that looks at links before they are opened, as in mail, uses the link up.
    """
    return _render(dependencies, request)


async def post_partner_sign_in(dependencies: PageDependencies, request: Request) -> Response:
    """Uses the link up and starts a session in place of the one that this browser had."""
    form = await parse_own_form(request)
    return await run_in_threadpool(_sign_in, dependencies, request, form.get("token", "").strip())


async def post_partner_sign_out(dependencies: PageDependencies, request: Request) -> Response:
    """Ends the session here and in the registry."""
    await parse_own_form(request)
    await run_in_threadpool(_end_session, dependencies, request.cookies.get(PARTNER_COOKIE, ""))
    response = RedirectResponse("/partner/sign-in", 303)
    drop_cookie(request, response, PARTNER_COOKIE)
    return response


def _sign_in(dependencies: PageDependencies, request: Request, token: str) -> Response:
    # No limit of attempts: nobody guesses 256 random bits, so a right token is never kept out by wrong ones.
    with begin_change(dependencies.registry_sessions) as session:
        session_token = open_sign_in_link(session, token, dependencies.now())
        if session_token is not None:
            end_partner_session(session, request.cookies.get(PARTNER_COOKIE, ""))
    if session_token is None:
        return _render(dependencies, request, _WRONG_LINK, 401)
    response = RedirectResponse("/partner", 303)
    put_cookie(request, response, PARTNER_COOKIE, session_token)
    return response


def _end_session(dependencies: PageDependencies, token: str) -> None:
    with begin_change(dependencies.registry_sessions) as session:
        end_partner_session(session, token)


def _render(dependencies: PageDependencies, request: Request, problem: str = "", status: int = 200) -> Response:
    return render(request, dependencies, "partner-sign-in", {"problem": problem}, status)
