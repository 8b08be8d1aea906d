"""The settings of a site: one page for each tab."""

from starlette.requests import Request
from starlette.responses import Response

from console.pages import select_options
from console.pages.frame import frame
from console.pages.page_access import find_marketer
from console.pages.renderer import PageDependencies, render
from database.sessions import begin_read
from languages.sentence import sentence
from money.amount import Amount, minor_digits

TABS = (
    ("/settings", sentence("General")),
    ("/settings/branding", sentence("Branding")),
    ("/settings/tag", sentence("Tag")),
    ("/settings/trust", sentence("Trust")),
    ("/team", sentence("Team")),
    ("/settings/keys", sentence("API keys")),
    ("/settings/privacy", sentence("Privacy")),
    ("/settings/changes", sentence("Changes")),
)


def show_tab(dependencies: PageDependencies, request: Request, path: str) -> Response:
    """What everybody on the site may read, and an owner changes."""
    with begin_read(dependencies.registry_sessions) as session:
        marketer = find_marketer(session, request, dependencies.now())
        context = {
            **frame(session, marketer, "/team" if path == "/team" else "/settings"),
            **describe_tabs(marketer.site.id, path),
            "options": select_options,
            "max_browser_amount": Amount(marketer.site.max_browser_amount, marketer.site.currency).format(),
            "currency_digits": minor_digits(marketer.site.currency),
        }
        return render(request, dependencies, path[1:].replace("/", "-"), context)


def describe_tabs(site_id: int, path: str) -> dict[str, object]:
    """For the template of the tab at ``path``."""
    addresses = [(f"{address}?site={site_id}", text) for address, text in TABS]
    return {"tabs": addresses, "tab": f"{path}?site={site_id}"}
