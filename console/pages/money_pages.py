"""The pages of one program and of one payout run; their scripts load what they show."""

from starlette.requests import Request
from starlette.responses import Response

from console.pages import select_options
from console.pages.frame import frame
from console.pages.page_access import find_marketer
from console.pages.renderer import PageDependencies, render
from database.sessions import begin_read
from registry.sites import get_program


def show_program(dependencies: PageDependencies, request: Request) -> Response:
    """Its terms, and for an owner the form of the next ones."""
    with begin_read(dependencies.registry_sessions) as session:
        marketer = find_marketer(session, request, dependencies.now())
        program = get_program(session, marketer.site.id, request.path_params["program_id"])
        return render(request, dependencies, "program", {**frame(session, marketer, "/programs"), "program": program})


def show_payout_run(dependencies: PageDependencies, request: Request) -> Response:
    """From the draft to the results; whether there is such a run the API says."""
    with begin_read(dependencies.registry_sessions) as session:
        marketer = find_marketer(session, request, dependencies.now())
        more = {
            "run_id": request.path_params["run_id"],
            "member_id": marketer.member.id,
            "options": select_options,
        }
        return render(request, dependencies, "payout-run", {**frame(session, marketer, "/payouts"), **more})
