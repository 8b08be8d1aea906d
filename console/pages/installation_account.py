"""An administrator's own account apart from any site: who has no site could not change the password elsewhere."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages.entrance import TEAM
from console.pages.installation import ACCOUNT_PATH, describe_frame, find_administrator
from console.pages.own_account import AccountPage, describe_login
from console.pages.renderer import PageDependencies, render
from database.sessions import begin_read
from languages.sentence import Words


def _redirect_to_account(_: Request, done: str) -> Response:
    return RedirectResponse(f"{ACCOUNT_PATH}?{urlencode({'done': done})}", 303)


def _render_account(
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
        member = find_administrator(dependencies, request, session)
        context = {
            **describe_frame(session, member, ACCOUNT_PATH),
            "problem": problem,
            "done": done,
            **describe_login(dependencies, request, session, TEAM, member),
            **more,
        }
        return render(request, dependencies, "installation-account", context, status)


ADMINISTRATOR_ACCOUNT = AccountPage(TEAM, _render_account, _redirect_to_account)
