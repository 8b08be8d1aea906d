"""Switches the second factor of an account on and off."""

import segno
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from console.pages.forms import parse_own_form
from console.pages.own_account import AccountPage, find_own_login, show_problem
from console.pages.own_password import PasswordRejected, check_own_password
from console.pages.reasons import describe_reason
from console.pages.renderer import PageDependencies
from database.sessions import begin_change
from languages.sentence import sentence
from registry.errors import RegistryConflict
from registry.login_columns import LoginColumns
from registry.team.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    describe_secret,
    end_second_factor,
)

_WRONG_CODE = sentence("Wrong code. Check the clock of your device, and give the code that the app shows now.")


async def post_begin(dependencies: PageDependencies, request: Request, page: AccountPage) -> Response:
    """Shows a new secret to scan; nothing changes until a code of it is given."""
    form = await parse_own_form(request)
    try:
        login_id = await check_own_password(dependencies, request, form.get("password", ""), page.entrance)
    except PasswordRejected as exc:
        return await show_problem(dependencies, request, page, exc.words, exc.status)
    return await run_in_threadpool(_begin, dependencies, request, page, login_id)


async def post_confirm(dependencies: PageDependencies, request: Request, page: AccountPage) -> Response:
    """Switches it on and shows the recovery codes, this once."""
    form = await parse_own_form(request)
    return await run_in_threadpool(_confirm, dependencies, request, page, form.get("code", ""))


async def post_end(dependencies: PageDependencies, request: Request, page: AccountPage) -> Response:
    """Switches it off."""
    form = await parse_own_form(request)
    try:
        login_id = await check_own_password(dependencies, request, form.get("password", ""), page.entrance)
    except PasswordRejected as exc:
        return await show_problem(dependencies, request, page, exc.words, exc.status)
    return await run_in_threadpool(_end, dependencies, request, page, login_id)


def _begin(dependencies: PageDependencies, request: Request, page: AccountPage, login_id: int) -> Response:
    kind = page.entrance.kind
    try:
        with begin_change(dependencies.registry_sessions) as session:
            begin_second_factor(session, login_id, kind)
            setup = _describe_setup(session.get_one(kind.login, login_id))
    except RegistryConflict as exc:
        return page.render(
            dependencies, request, problem=sentence("Second factor: {reason}.", reason=describe_reason(exc)), status=409
        )
    return page.render(dependencies, request, setup=setup)


def _confirm(dependencies: PageDependencies, request: Request, page: AccountPage, code: str) -> Response:
    with begin_change(dependencies.registry_sessions) as session:
        login_id = find_own_login(dependencies, request, session, page.entrance)
        codes = confirm_second_factor(session, login_id, code, dependencies.now(), page.entrance.kind)
    if not codes:
        # Without the secret, which only the password shows: the app has it by now.
        return page.render(dependencies, request, problem=_WRONG_CODE, status=400, setup={"secret": ""})
    return page.render(dependencies, request, recovery_codes=codes)


def _end(dependencies: PageDependencies, request: Request, page: AccountPage, login_id: int) -> Response:
    with begin_change(dependencies.registry_sessions) as session:
        end_second_factor(session, login_id, page.entrance.kind)
    return page.redirect(request, "second-factor")


def _describe_setup(login: LoginColumns) -> dict[str, object]:
    picture = segno.make(describe_secret(login), error="m", micro=False)
    # Inline and without a style, as the pages' security policy wants it.
    svg = picture.svg_inline(scale=4, border=2, svgclass="qr", lineclass="", omitsize=True)
    return {"svg": Markup(svg), "secret": login.totp_secret}  # noqa: S704 (made of modules, not of text)
