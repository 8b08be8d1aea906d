"""The steps that follow the first administrator: site, tag, program, partner; each may be skipped and resumed."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages import select_options
from console.pages.forms import choose_next_path, parse_own_form
from console.pages.page_access import SignInNeeded, find_marketer, find_signed_in_member
from console.pages.renderer import PageDependencies, render
from database.sessions import begin_change, begin_read
from earnings.storage import load_terms
from languages.language import NAMES, Language, find_language
from languages.sentence import sentence
from money.amount import minor_digits
from registry.partners import list_partners
from registry.site_addresses import find_first_page
from registry.sites import get_program
from registry.team.members import list_member_sites
from registry.team.preferences import update_preferences
from registry.team.rights import RIGHTS, Right
from registry.team.setup import SETUP_PATH

STEPS = (
    ("site", sentence("Site")),
    ("tag", sentence("Tag")),
    ("program", sentence("Program")),
    ("partner", sentence("First partner")),
)
_FRAME = {"steps": STEPS, "language_names": NAMES}


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
        context = {**_FRAME, "step": "site", "site": site, "saved_language": member.language}
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
            **_FRAME,
            "step": step,
            "site": marketer.site,
            "saved_language": marketer.member.language,
            "home": find_first_page(session, marketer.site),
            "options": select_options,
            "program": get_program(session, marketer.site.id),
            "currency_digits": minor_digits(marketer.site.currency),
            "has_terms": bool(saved),
            "partner": partners[0] if partners else None,
        }
        return render(request, dependencies, f"setup-{step}", context)


async def post_language(dependencies: PageDependencies, request: Request) -> Response:
    """Whoever sets up goes on in another language, which stays his own."""
    form = await parse_own_form(request)
    language = find_language(form.get("language", ""))
    if language is not None:
        await run_in_threadpool(_set_language, dependencies, request, language)
    return RedirectResponse(choose_next_path(form.get("next", ""), SETUP_PATH), 303)


def _set_language(dependencies: PageDependencies, request: Request, language: Language) -> None:
    with begin_read(dependencies.registry_sessions) as session:
        member_id = find_signed_in_member(session, request, dependencies.now()).id
    with begin_change(dependencies.registry_sessions, f"member:{member_id}") as session:
        update_preferences(session, member_id, language="" if language is Language.ENGLISH else language)
