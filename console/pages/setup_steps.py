"""The steps that follow the first administrator: site, tag, program, partner; each may be skipped and resumed."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages import select_options
from console.pages.page_access import SignInNeeded, find_marketer, find_signed_in_member
from console.pages.renderer import PageDependencies, render
from database.sessions import begin_read
from earnings.storage import load_terms
from languages.sentence import sentence
from money.amount import minor_digits
from registry.partners import list_partners
from registry.site_addresses import write_page_address
from registry.sites import get_program
from registry.team.members import list_member_sites
from registry.team.rights import RIGHTS, Right

STEPS = (
    ("site", sentence("Site")),
    ("tag", sentence("Tag")),
    ("program", sentence("Program")),
    ("partner", sentence("First partner")),
)


def show_site_step(dependencies: PageDependencies, request: Request) -> Response:
    """A new site, or the one that was made here before."""
    with begin_read(dependencies.registry_sessions) as session:
        member = find_signed_in_member(session, request, dependencies.now())
        own = [site for site, role in list_member_sites(session, member.id) if Right.SETTINGS in RIGHTS[role]]
        wanted = request.query_params.get("site", "")
        chosen = [site for site in own if wanted in ("", str(site.id))]
        if not chosen and not member.is_administrator:
            raise SignInNeeded("/sign-in")
        # Whoever comes back finds the site; another one is made on the page of the installation.
        site = chosen[0] if chosen else None
        context = {"steps": STEPS, "step": "site", "site": site, "saved_language": member.language}
        return render(request, dependencies, "setup-site", context)


def show_step(dependencies: PageDependencies, request: Request, step: str) -> Response:
    """The step of the site named by ``?site=``, for those who may change it."""
    with begin_read(dependencies.registry_sessions) as session:
        marketer = find_marketer(session, request, dependencies.now())
        if Right.SETTINGS not in marketer.rights:
            return RedirectResponse(f"/?site={marketer.site.id}", 303)
        saved = load_terms(session.connection(), marketer.site.id)
        partners = list_partners(session, marketer.site.id)
        context = {
            "steps": STEPS,
            "step": step,
            "site": marketer.site,
            "saved_language": marketer.member.language,
            "home": write_page_address(marketer.site.hosts),
            "options": select_options,
            "program": get_program(session, marketer.site.id),
            "currency_digits": minor_digits(marketer.site.currency),
            "has_terms": bool(saved),
            "partner": partners[0] if partners else None,
        }
        return render(request, dependencies, f"setup-{step}", context)
