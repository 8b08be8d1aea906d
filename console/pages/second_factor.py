"""Switches the second factor of an account on and off."""

import segno
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from console.pages.account import redirect_to_account, render_account, show_problem
from console.pages.forms import parse_own_form
from console.pages.own_password import PasswordRejected, check_own_password
from console.pages.page_access import find_marketer
from console.pages.renderer import PageDependencies
from database.sessions import begin_change
from registry.errors import RegistryConflict
from registry.models import TeamMember
from registry.team.second_factor import (
    begin_second_factor,
    confirm_second_factor,
    describe_secret,
    end_second_factor,
)

_WRONG_CODE = "Wrong code. Check the clock of your device, and give the code that the app shows now."


async def post_begin(dependencies: PageDependencies, request: Request) -> Response:
    """Shows a new secret to scan; nothing changes until a code of it is given."""
    form = await parse_own_form(request)
    try:
        member_id = await check_own_password(dependencies, request, form.get("password", ""))
    except PasswordRejected as exc:
        return await show_problem(dependencies, request, str(exc), exc.status)
    return await run_in_threadpool(_begin, dependencies, request, member_id)


async def post_confirm(dependencies: PageDependencies, request: Request) -> Response:
    """Switches it on and shows the recovery codes, this once."""
    form = await parse_own_form(request)
    return await run_in_threadpool(_confirm, dependencies, request, form.get("code", ""))


async def post_end(dependencies: PageDependencies, request: Request) -> Response:
    """Switches it off."""
    form = await parse_own_form(request)
    try:
        member_id = await check_own_password(dependencies, request, form.get("password", ""))
    except PasswordRejected as exc:
        return await show_problem(dependencies, request, str(exc), exc.status)
    return await run_in_threadpool(_end, dependencies, request, member_id)


def _begin(dependencies: PageDependencies, request: Request, member_id: int) -> Response:
    try:
        with begin_change(dependencies.registry_sessions) as session:
            begin_second_factor(session, member_id)
            setup = _describe_setup(session.get_one(TeamMember, member_id))
    except RegistryConflict as exc:
        return render_account(dependencies, request, problem=f"Second factor: {exc.reason}.", status=409)
    return render_account(dependencies, request, setup=setup)


def _confirm(dependencies: PageDependencies, request: Request, code: str) -> Response:
    with begin_change(dependencies.registry_sessions) as session:
        member = find_marketer(session, request, dependencies.now()).member
        codes = confirm_second_factor(session, member.id, code, dependencies.now())
    if not codes:
        # Without the secret, which only the password shows: the app has it by now.
        return render_account(dependencies, request, problem=_WRONG_CODE, status=400, setup={"secret": ""})
    return render_account(dependencies, request, recovery_codes=codes)


def _end(dependencies: PageDependencies, request: Request, member_id: int) -> Response:
    with begin_change(dependencies.registry_sessions) as session:
        end_second_factor(session, member_id)
    return redirect_to_account(request, "second-factor")


def _describe_setup(member: TeamMember) -> dict[str, object]:
    picture = segno.make(describe_secret(member), error="m", micro=False)
    # Inline and without a style, as the pages' security policy wants it.
    svg = picture.svg_inline(scale=4, border=2, svgclass="qr", lineclass="", omitsize=True)
    return {"svg": Markup(svg), "secret": member.totp_secret}  # noqa: S704 (made of modules, not of text)
