"""Who asks for a page, and what of it is theirs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.requests import Request

from console.cookies import MEMBER_COOKIE, PARTNER_COOKIE
from registry.links import list_links
from registry.models import Partner, Site
from registry.partners import find_partner_by_token, get_partner
from registry.sites import get_site
from registry.team.members import find_member_by_session, list_member_sites


class NotSignedIn(Exception):
    """Nobody we know; ``door`` is where to sign in."""

    def __init__(self, door: str) -> None:
        super().__init__(door)
        self.door = door


class SiteMissing(LookupError):
    """The team member sees no site, or not the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Marketer:
    """A team member with the sites to choose from; the chosen one is among them."""

    email: str
    sites: tuple[Site, ...]
    site: Site


def find_marketer(session: Session, request: Request, now: datetime) -> Marketer:
    """The team member behind the session cookie, at the site named by ``?site=`` or at their first."""
    member = find_member_by_session(session, request.cookies.get(MEMBER_COOKIE, ""), now)
    if member is None:
        raise NotSignedIn("/sign-in")
    sites = tuple(site for site, _ in list_member_sites(session, member.id))
    asked = request.query_params.get("site", "")
    for site in sites:
        if asked in ("", str(site.id)):
            return Marketer(member.email, sites, site)
    raise SiteMissing(asked)


def find_own_partner(session: Session, request: Request) -> Partner:
    """The partner behind the token in the cookie."""
    partner = find_partner_by_token(session, request.cookies.get(PARTNER_COOKIE, ""))
    if partner is None:
        raise NotSignedIn("/partner/sign-in")
    return partner


def describe_partner(session: Session, site_id: int, partner_id: int) -> dict[str, object]:
    """What the page of one partner shows besides figures; raises ``RegistryMissing``."""
    partner = get_partner(session, site_id, partner_id)
    return {
        "site": get_site(session, site_id),
        "partner": partner,
        "codes": [code.code for code in partner.codes],
        "links": list_links(session, site_id, partner_id),
    }
