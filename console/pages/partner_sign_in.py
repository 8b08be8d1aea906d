"""The partner signs in by a link that opens once; with a password it is ``sign_in``, at the partners' entrance."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.cookies import PARTNER_CODE_COOKIE, PARTNER_COOKIE, put_cookie
from console.pages.entrance import PARTNERS
from console.pages.forms import parse_own_form
from console.pages.renderer import PageDependencies, render
from database.sessions import begin_change
from languages.sentence import Sentence, Words, sentence
from registry.partner_sessions import open_link

_WRONG_LINK = sentence("This link was opened before or has expired. Have a new one mailed to you below.")
_WRONG_LINK_WITHOUT_MAIL = sentence(
    "This link was opened before or has expired. Ask whoever runs the program for a new one."
)


def show_partner_sign_in(dependencies: PageDependencies, request: Request) -> Response:
    """The form; its token is in the fragment (``#``) of the link, which browsers send to no server.

    So no program that looks at links before they are opened, as in mail, uses the link up.
    """
    return render_partner_sign_in(dependencies, request)


async def post_partner_sign_in(dependencies: PageDependencies, request: Request) -> Response:
    """Uses the link up: a session in place of the one that this browser had, or a further partner of the account.

    Where the partner's account has a second factor, its code is asked for first.
    """
    form = await parse_own_form(request)
    return await run_in_threadpool(_sign_in, dependencies, request, form.get("token", "").strip())


def _sign_in(dependencies: PageDependencies, request: Request, token: str) -> Response:
    # No limit of attempts: nobody guesses 256 random bits, so a right token is never kept out by wrong ones.
    with begin_change(dependencies.registry_sessions) as session:
        opened = open_link(session, token, request.cookies.get(PARTNER_COOKIE, ""), dependencies.now())
    if opened is None:
        return render_partner_sign_in(dependencies, request, problem=_describe_wrong_link(dependencies), status=401)
    if opened.needs_code:
        response = RedirectResponse(f"{PARTNERS.path}/code", 303)
        put_cookie(request, response, PARTNER_CODE_COOKIE, opened.session_token)
        return response
    response = RedirectResponse(f"/partner?partner={opened.partner_id}" if opened.is_joined else "/partner", 303)
    if not opened.is_joined:
        put_cookie(request, response, PARTNER_COOKIE, opened.session_token)
    return response


def render_partner_sign_in(
    dependencies: PageDependencies, request: Request, *, problem: Words = "", done: Words = "", status: int = 200
) -> Response:
    """The form, above it what went wrong or what was done."""
    context = {"problem": problem, "done": done, "email": "", "next": PARTNERS.home}
    return render(request, dependencies, "partner-sign-in", context, status)


def _describe_wrong_link(dependencies: PageDependencies) -> Sentence:
    return _WRONG_LINK if dependencies.sends_mail else _WRONG_LINK_WITHOUT_MAIL
