"""The partner's profile: the account behind it, its password, second factor and sessions."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.cookies import PARTNER_COOKIE, put_cookie
from console.pages.cabinet import PROFILE, describe_cabinet
from console.pages.entrance import PARTNERS
from console.pages.forms import parse_own_form
from console.pages.own_account import AccountPage, describe_login, show_problem
from console.pages.own_password import PasswordRejected, hash_new_password
from console.pages.page_access import find_partner_of_page
from console.pages.reasons import describe_reason
from console.pages.renderer import PageDependencies, render
from console.pages.sign_in_limits import describe_agent
from database.sessions import begin_change, begin_read
from languages.language import NAMES
from languages.sentence import Words, sentence
from registry.errors import RegistryConflict, RegistryInvalid
from registry.logins import start_login_session
from registry.partner_accounts import ACCOUNTS, find_account_of_partner, set_own_password
from registry.partner_sessions import end_partner_session
from registry.partners import update_partner


async def post_first_password(dependencies: PageDependencies, request: Request) -> Response:
    """A password for whoever came in by a link: a new account, or a forgotten password."""
    form = await parse_own_form(request)
    partner_id = await run_in_threadpool(_find_partner_id, dependencies, request)
    try:
        password_hash = await hash_new_password(dependencies, f"partner {partner_id}", form.get("new_password", ""))
        return await run_in_threadpool(_set_password, dependencies, request, password_hash)
    except PasswordRejected as exc:
        return await show_problem(dependencies, request, PARTNER_ACCOUNT, exc.words, exc.status)
    except RegistryInvalid as exc:
        return await show_problem(
            dependencies, request, PARTNER_ACCOUNT, sentence("Password: {reason}.", reason=describe_reason(exc)), 400
        )
    except RegistryConflict as exc:
        return await show_problem(
            dependencies,
            request,
            PARTNER_ACCOUNT,
            sentence("Not possible: {reason}.", reason=describe_reason(exc)),
            409,
        )


async def post_language(dependencies: PageDependencies, request: Request) -> Response:
    """In which language somebody reads pages, mails and statements; of all partners that the session opens."""
    form = await parse_own_form(request)
    return await run_in_threadpool(_set_language, dependencies, request, form.get("language", ""))


def _set_language(dependencies: PageDependencies, request: Request, language: str) -> Response:
    author = f"partner:{_find_partner_id(dependencies, request)}"
    try:
        with begin_change(dependencies.registry_sessions, author) as session:
            for each in find_partner_of_page(session, request, dependencies.now()).partners:
                update_partner(session, each.site_id, each.id, language=language)
    except RegistryInvalid as exc:
        problem = sentence("Not possible: {reason}.", reason=describe_reason(exc))
        return _render_profile(dependencies, request, problem=problem, status=400)
    return _redirect_to_profile(request, "language")


def _find_partner_id(dependencies: PageDependencies, request: Request) -> int:
    with begin_read(dependencies.registry_sessions) as session:
        return find_partner_of_page(session, request, dependencies.now()).partner.id


def _set_password(dependencies: PageDependencies, request: Request, password_hash: str) -> Response:
    now = dependencies.now()
    with begin_change(dependencies.registry_sessions) as session:
        access = find_partner_of_page(session, request, now)
        if access.account is not None:
            # Whoever is signed in to the account changes its password by the former one.
            return _redirect_to_profile(request, "")
        account = set_own_password(session, access.partner.id, password_hash, access.opened_by)
        end_partner_session(session, request.cookies.get(PARTNER_COOKIE, ""))
        token = start_login_session(session, ACCOUNTS, account.id, now, agent=describe_agent(request))
    response = _redirect_to_profile(request, "password")
    put_cookie(request, response, PARTNER_COOKIE, token)
    return response


def _redirect_to_profile(request: Request, done: str) -> Response:
    partner_id = request.query_params.get("partner", "")
    named = f"partner={partner_id}&" if partner_id.isdigit() else ""
    return RedirectResponse(f"{PROFILE.path}?{named}done={done}", 303)


def _render_profile(
    dependencies: PageDependencies,
    request: Request,
    *,
    problem: Words = "",
    done: Words = "",
    status: int = 200,
    **more: object,
) -> Response:
    """The whole page; ``more`` is what is shown this once."""
    with begin_read(dependencies.registry_sessions) as session:
        access = find_partner_of_page(session, request, dependencies.now())
        context = {
            **describe_cabinet(session, access, PROFILE),
            "problem": problem,
            "done": done,
            "languages": [("", sentence("As the browser says")), *NAMES.items()],
            "has_account": find_account_of_partner(session, access.partner.id) is not None,
            **describe_login(dependencies, request, session, PARTNERS, access.account),
            **more,
        }
        return render(request, dependencies, PROFILE.template, context, status)


PARTNER_ACCOUNT = AccountPage(PARTNERS, _render_profile, _redirect_to_profile)
