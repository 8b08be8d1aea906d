"""Who the caller is, and what of which site the caller may see or change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from console.cookies import MEMBER_COOKIE, PARTNER_COOKIE
from console.errors import AccessDenied, InvalidRequest, NotSignedIn
from registry.keys import find_key, name_key
from registry.models import Partner
from registry.partner_sessions import find_partner_access
from registry.partner_tokens import find_partner_by_token
from registry.sites import get_site
from registry.team.members import find_member_by_session, list_member_sites
from registry.team.rights import RIGHTS, Right

_HOW = "send Authorization: Bearer with a secret key or a partner's token, or sign in at the console"


@dataclass(frozen=True, slots=True)
class SeenSite:
    """A site that a caller has access to, with the rights there; a key has all of them, within its scopes."""

    site_id: int
    site_key: str
    rights: frozenset[Right] = frozenset()

    def may(self, right: Right) -> bool:
        """Whether the caller has this right."""
        return right in self.rights


@dataclass(frozen=True, slots=True)
class Caller:
    """A secret key, a partner or a team member, named ``key:3``, ``partner:5``, ``member:7``.

    ``scopes`` are a key's; None: whoever else, whose rights are those of ``sites``. ``is_administrator``: of the
    installation, which is a right to no site. ``opened_by`` made the link or token by which a partner came in.
    """

    name: str
    sites: tuple[SeenSite, ...]
    partner_id: int | None = None
    member_id: int | None = None
    scopes: tuple[str, ...] | None = None
    key_id: int | None = None
    is_administrator: bool = False
    opened_by: str = ""


def find_caller(
    session: Session,
    headers: Mapping[str, str],
    cookies: Mapping[str, str],
    now: datetime,
    host_site_id: int | None = None,
) -> Caller:
    """Whoever the Bearer token names, else the team member's session in the cookie, else the partner's.

    ``X-PRM-Reader: partner`` means the partner's cookie, for a browser that holds both, and ``partner:5`` the partner
    of this id among those that the session opens. Under the own host of a site, that of ``host_site_id``, there are the
    partners of this site and nobody else. Raises ``NotSignedIn``, or ``AccessDenied`` for whoever is nobody there.
    """
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme:
        found = _find_by_token(session, token.strip(), now) if scheme.lower() == "bearer" else None
    else:
        reader, _, wanted = headers.get("x-prm-reader", "").partition(":")
        session_token = "" if reader == "partner" or host_site_id is not None else cookies.get(MEMBER_COOKIE, "")
        found = _find_member(session, session_token, now) or _find_partner(
            session, cookies.get(PARTNER_COOKIE, ""), now, wanted, host_site_id
        )
    if found is None:
        raise NotSignedIn(_HOW)
    if host_site_id is not None and not _is_partner_of(found, host_site_id):
        raise AccessDenied("only partners of this site have access under its own host; ask at the console's")
    return found


def choose_site(caller: Caller, wanted: str) -> SeenSite:
    """The site by id or key, or the caller's only one; raises ``AccessDenied`` or ``InvalidRequest``."""
    if wanted:
        for site in caller.sites:
            if wanted in (str(site.site_id), site.site_key):
                return site
        raise AccessDenied("no access to this site")
    if not caller.sites:
        raise AccessDenied("no access to any site yet")
    if len(caller.sites) > 1:
        raise InvalidRequest("site", "you have several sites: give the id or key of one", "missing")
    return caller.sites[0]


def _find_by_token(session: Session, token: str, now: datetime) -> Caller | None:
    key = find_key(session, token, now)
    if key is None:
        partner = find_partner_by_token(session, token)
        return _describe_partner(session, partner, partner.token_created_by) if partner else None
    site = get_site(session, key.site_id)
    seen = SeenSite(site.id, site.site_key, frozenset(Right))
    return Caller(name_key(key.id), (seen,), scopes=tuple(key.scopes), key_id=key.id)


def _find_member(session: Session, token: str, now: datetime) -> Caller | None:
    member = find_member_by_session(session, token, now)
    if member is None:
        return None
    seen = list_member_sites(session, member.id)
    sites = tuple(SeenSite(site.id, site.site_key, RIGHTS[role]) for site, role in seen)
    return Caller(f"member:{member.id}", sites, member_id=member.id, is_administrator=member.is_administrator)


def _find_partner(session: Session, token: str, now: datetime, wanted: str, host_site_id: int | None) -> Caller | None:
    access = find_partner_access(session, token, now, wanted)
    if access is not None and not wanted and host_site_id is not None:
        # The account's first partner may be another site's.
        own = next((each for each in access.partners if each.site_id == host_site_id), access.partner)
        access = find_partner_access(session, token, now, str(own.id))
    return _describe_partner(session, access.partner, access.opened_by) if access else None


def _is_partner_of(caller: Caller, site_id: int) -> bool:
    return caller.partner_id is not None and all(site.site_id == site_id for site in caller.sites)


def _describe_partner(session: Session, partner: Partner, opened_by: str) -> Caller:
    site = get_site(session, partner.site_id)
    seen = SeenSite(site.id, site.site_key)
    return Caller(f"partner:{partner.id}", (seen,), partner_id=partner.id, opened_by=opened_by)
