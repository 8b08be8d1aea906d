"""The page of a team member's own account. Every role may change it: it is no site's."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages import select_options
from console.pages.entrance import TEAM
from console.pages.frame import frame
from console.pages.own_account import AccountPage, describe_login
from console.pages.page_access import find_marketer
from console.pages.renderer import PageDependencies, render
from database.sessions import begin_read
from languages.language import NAMES
from languages.sentence import Words, sentence


def _redirect_to_account(request: Request, done: str) -> Response:
    """Back to the account at the same site, which says what was done."""
    query = {"site": request.query_params.get("site", ""), "done": done}
    return RedirectResponse("/account?" + urlencode(query), 303)


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
        marketer = find_marketer(session, request, dependencies.now())
        context = {
            **frame(session, marketer, "/account"),
            "options": select_options,
            "own_timezone": marketer.member.timezone or "",
            "languages": [("", sentence("Not set: English")), *NAMES.items()],
            "own_language": marketer.member.language,
            "own_currency": marketer.member.display_currency or "",
            "problem": problem,
            "done": done,
            **describe_login(dependencies, request, session, TEAM, marketer.member),
            **more,
        }
        return render(request, dependencies, "account", context, status)


TEAM_ACCOUNT = AccountPage(TEAM, _render_account, _redirect_to_account)
