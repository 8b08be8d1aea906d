"""Who is signed in, and which sites or partner they may see."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.requests import Request

from console.cookies import MEMBER_COOKIE, PARTNER_COOKIE
from registry.models import Partner, Site, TeamMember
from registry.partner_sessions import find_partner_by_session
from registry.team.members import find_member_by_session, list_member_sites


class SignInNeeded(Exception):
    """No valid session; ``sign_in_path`` is where to get one."""

    def __init__(self, sign_in_path: str) -> None:
        super().__init__(sign_in_path)
        self.sign_in_path = sign_in_path


class SiteMissing(LookupError):
    """The team member has access to no site, or not to the requested one."""


@dataclass(frozen=True, slots=True)
class Marketer:
    """A team member with the sites to choose from, and the chosen one."""

    member: TeamMember
    sites: tuple[Site, ...]
    site: Site


def find_marketer(session: Session, request: Request, now: datetime) -> Marketer:
    """The team member behind the session cookie, at the site named by ``?site=`` or at their first."""
    member = find_member_by_session(session, request.cookies.get(MEMBER_COOKIE, ""), now)
    if member is None:
        raise SignInNeeded("/sign-in")
    sites = tuple(site for site, _ in list_member_sites(session, member.id))
    wanted = request.query_params.get("site", "")
    for site in sites:
        if wanted in ("", str(site.id)):
            return Marketer(member, sites, site)
    raise SiteMissing(wanted)


def find_signed_in_partner(session: Session, request: Request, now: datetime) -> Partner:
    """The partner behind the session cookie."""
    partner = find_partner_by_session(session, request.cookies.get(PARTNER_COOKIE, ""), now)
    if partner is None:
        raise SignInNeeded("/partner/sign-in")
    return partner
