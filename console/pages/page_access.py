"""Who is signed in, and which sites or partner they may see."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request

from console.cabinet_hosts import is_served
from console.cookies import MEMBER_COOKIE, PARTNER_COOKIE
from registry.enums import Role
from registry.models import Site, TeamMember
from registry.partner_sessions import PartnerAccess, find_partner_access
from registry.sites import list_sites
from registry.team.members import find_member_by_session, list_member_sites
from registry.team.rights import RIGHTS, Right


class SignInNeeded(Exception):
    """No valid session; ``sign_in_path`` is where to get one."""

    def __init__(self, sign_in_path: str) -> None:
        super().__init__(sign_in_path)
        self.sign_in_path = sign_in_path


class SiteMissing(LookupError):
    """The team member has access to no site, or not to the requested one."""


class SetupNeeded(Exception):
    """An administrator without any site of his own; ``path`` is where to go instead."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Marketer:
    """A team member with the sites to choose from, the chosen one, and the member's role there."""

    member: TeamMember
    sites: tuple[Site, ...]
    site: Site
    role: Role

    @property
    def rights(self) -> frozenset[Right]:
        """What the member may do there."""
        return RIGHTS[self.role]


def find_marketer(session: Session, request: Request, now: datetime, *, at_any_site: bool = False) -> Marketer:
    """The team member behind the session cookie, at the site named by ``?site=`` or at their first.

    ``at_any_site``: at the first as well where there is no such site.
    """
    member = find_signed_in_member(session, request, now)
    seen = list_member_sites(session, member.id)
    wanted = request.query_params.get("site", "")
    for site, role in seen:
        if wanted in ("", str(site.id)):
            return Marketer(member, tuple(each for each, _ in seen), site, role)
    if at_any_site and seen:
        return Marketer(member, tuple(each for each, _ in seen), *seen[0])
    if not seen and member.is_administrator:
        raise SetupNeeded("/installation" if list_sites(session) else "/setup/site")
    raise SiteMissing(wanted)


def find_signed_in_member(session: Session, request: Request, now: datetime) -> TeamMember:
    """The team member behind the session cookie."""
    member = find_member_by_session(session, request.cookies.get(MEMBER_COOKIE, ""), now)
    if member is None:
        raise SignInNeeded("/sign-in")
    return member


def choose_setup_step(session: Session, request: Request, now: datetime) -> str:
    """Where whoever is signed in goes on with the setup."""
    member = find_signed_in_member(session, request, now)
    own = [site for site, role in list_member_sites(session, member.id) if Right.SETTINGS in RIGHTS[role]]
    if own:
        return f"/setup/tag?site={own[0].id}"
    return "/setup/site" if member.is_administrator else "/"


def find_partner_of_page(session: Session, request: Request, now: datetime) -> PartnerAccess:
    """What the session cookie opens: the partner named by ``?partner=``, or the first.

    Under a site's own host those of this site alone.
    """
    token, wanted = request.cookies.get(PARTNER_COOKIE, ""), request.query_params.get("partner", "")
    access = find_partner_access(session, token, now)
    if access is None:
        raise SignInNeeded("/partner/sign-in")
    served = [each for each in access.partners if is_served(request, each.site_id)]
    if not served:
        raise HTTPException(403, "You are no partner of this site. Sign out, then sign in with another address.")
    chosen = next((each for each in served if str(each.id) == wanted), served[0])
    found = find_partner_access(session, token, now, str(chosen.id))
    return replace(found or access, partners=tuple(served))
