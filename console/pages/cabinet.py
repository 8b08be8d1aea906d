"""The partner's own pages: one table of their navigation, and what stands around and in them besides the figures."""

from dataclasses import dataclass

import segno
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.brands import describe_brand
from console.pages.page_access import find_partner_of_page
from console.pages.renderer import PageDependencies, render
from database.sessions import begin_read
from earnings.payouts.methods.kinds import MethodKind
from languages.sentence import Sentence, sentence
from registry.brands import name_shown
from registry.models import Partner, Program, Site
from registry.partner_sessions import PartnerAccess
from registry.payout_access import may_give_method
from registry.site_addresses import find_ref_link
from registry.site_hosts import list_destination_hosts
from registry.sites import get_program, get_site

HOME = "/partner"


@dataclass(frozen=True, slots=True)
class CabinetPage:
    """One entry of the navigation; ``template`` is also the page's name in `assets/pages.json`."""

    path: str
    label: Sentence
    icon: str
    template: str


PAGES = (
    CabinetPage(HOME, sentence("Home"), "home", "cabinet-home"),
    CabinetPage(f"{HOME}/links", sentence("Links"), "link", "cabinet-links"),
    CabinetPage(f"{HOME}/earnings", sentence("Earnings"), "cart", "cabinet-earnings"),
    CabinetPage(f"{HOME}/payouts", sentence("Payouts"), "wallet", "cabinet-payouts"),
    CabinetPage(f"{HOME}/profile", sentence("Profile"), "people", "cabinet-profile"),
)
PROFILE = PAGES[-1]


def show_page(dependencies: PageDependencies, request: Request, page: CabinetPage) -> Response:
    """One of the pages; its script loads the figures."""
    with begin_read(dependencies.registry_sessions) as session:
        access = find_partner_of_page(session, request, dependencies.now())
        if request.query_params.get("partner", str(access.partner.id)) != str(access.partner.id):
            return RedirectResponse(page.path, 303)
        context = describe_cabinet(session, access, page)
        return render(request, dependencies, page.template, context)


def describe_cabinet(session: Session, access: PartnerAccess, page: CabinetPage) -> dict[str, object]:
    """For the template of a page: the frame, the chooser of programs, the partner's codes and link."""
    partner, site = access.partner, get_site(session, access.partner.site_id)
    link = find_ref_link(session, site, partner.own_code)
    return {
        "navigation": PAGES,
        "current": page.path,
        "title": page.label,
        "site": site,
        "brand": describe_brand(site),
        "partner": partner,
        "program": get_program(session, site.id, partner.program_id),
        "choices": [_describe_choice(session, each) for each in access.partners],
        "account": access.account,
        "codes": [code.code for code in partner.codes],
        "own_link": link,
        "own_link_qr": draw_qr(link),
        "hosts": list_destination_hosts(site),
        "method_kinds": [str(kind) for kind in MethodKind],
        "may_give_method": may_give_method(session, site.id, access.opened_by),
        "reader": f"partner:{partner.id}",
        "sign_in_path": "/partner/sign-in",
        "saved_language": partner.language,
    }


def _describe_choice(session: Session, partner: Partner) -> tuple[int, str]:
    site: Site = session.get_one(Site, partner.site_id)
    program: Program = session.get_one(Program, partner.program_id)
    shown, is_plain = name_shown(site), program.name.lower() in (site.name.lower(), "default")
    return partner.id, shown if is_plain else f"{shown}: {program.name}"


def draw_qr(text: str) -> Markup:
    """Of an address, to stand in a page."""
    # Inline and without a style, as the pages' security policy wants it.
    svg = segno.make(text, error="m", micro=False).svg_inline(
        scale=4, border=2, svgclass="qr", lineclass="", omitsize=True
    )
    return Markup(svg)  # noqa: S704 (made of modules, not of text)
