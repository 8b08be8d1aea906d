"""The marketer's pages of one partner, and of those who want to become one."""

from starlette.requests import Request
from starlette.responses import Response

from console.pages import select_options
from console.pages.frame import frame
from console.pages.page_access import find_marketer
from console.pages.page_context import describe_choices, describe_team
from console.pages.renderer import PageDependencies, render
from database.sessions import begin_read
from registry.partners import get_partner


def show_partner(dependencies: PageDependencies, request: Request) -> Response:
    """One partner of the site, for the marketer."""
    with begin_read(dependencies.registry_sessions) as session:
        marketer = find_marketer(session, request, dependencies.now())
        site_id = marketer.site.id
        context = {
            **frame(session, marketer, "/partners"),
            **describe_choices(session, site_id),
            **describe_team(session, site_id),
            "partner": get_partner(session, site_id, request.path_params["partner_id"]),
            "options": select_options,
        }
        return render(request, dependencies, "partner", context)


def show_applications(dependencies: PageDependencies, request: Request) -> Response:
    """Who wants to become a partner, for whoever may decide it."""
    with begin_read(dependencies.registry_sessions) as session:
        marketer = find_marketer(session, request, dependencies.now())
        context = {**frame(session, marketer, "/partners"), **describe_choices(session, marketer.site.id)}
        return render(request, dependencies, "applications", context)
