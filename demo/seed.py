"""Creates the demo site with its partners, links and one team member; a second run changes nothing."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from registry.links import create_link, list_links
from registry.models import Site
from registry.partner_sessions import create_sign_in_link
from registry.partners import create_partner, map_refs_to_partners
from registry.promo_codes import create_promo_code, list_promo_codes
from registry.sites import create_site, list_sites, update_site
from registry.team.members import create_member, list_members

SITE_NAME = "Demo coffee shop"
EMAIL = "demo@prm.example"
# Code, name, the page its link leads to, promo code.
PARTNERS = (
    ("alice", "Alice's coffee blog", "/", "ALICE10"),
    ("brewlab", "Brew Lab on video", "/coffee/dawn", ""),
    ("carlos", "Carlos, a happy customer", "/club", "CARLOS"),
)


@dataclass(frozen=True, slots=True)
class DemoPartner:
    """A partner to try out; ``sign_in`` ends a link that opens the partner's page once, and every run makes one."""

    name: str
    code: str
    link_code: str
    sign_in: str


@dataclass(frozen=True, slots=True)
class Demo:
    """Everything needed to try the demo."""

    site_id: int
    site_key: str
    email: str
    password: str
    partners: tuple[DemoPartner, ...]


def seed_demo(session: Session, shop_origin: str, secret: bytes) -> Demo:
    """The demo after the run; ``secret`` is the installation's key, from which the password is derived."""
    site = find_demo_site(session) or create_site(session, SITE_NAME, _list_hosts(shop_origin))
    update_site(session, site.id, hosts=_list_hosts(shop_origin))
    password = hmac.digest(secret, b"demo password", "sha256").hex()[:12]
    if EMAIL not in {member.email for member, _ in list_members(session, site.id)}:
        create_member(session, site.id, EMAIL, password)
    partners = tuple(_seed_partner(session, site, shop_origin, *partner) for partner in PARTNERS)
    return Demo(site.id, site.site_key, EMAIL, password, partners)


def find_demo_site(session: Session) -> Site | None:
    """The demo's site, or None before the first run."""
    return next((site for site in list_sites(session) if site.name == SITE_NAME), None)


def _list_hosts(shop_origin: str) -> list[str]:
    return list(dict.fromkeys([urlsplit(shop_origin).hostname or "localhost", "localhost", "127.0.0.1"]))


def _seed_partner(
    session: Session, site: Site, shop_origin: str, code: str, name: str, page: str, promo_code: str
) -> DemoPartner:
    partner_id = map_refs_to_partners(session, site.id).get(code)
    if partner_id is None:
        partner_id = create_partner(session, site.id, code, name)[0].id
    sign_in, _ = create_sign_in_link(session, site.id, partner_id, datetime.now(UTC))
    if promo_code and not list_promo_codes(session, site.id, partner_id):
        create_promo_code(session, site.id, partner_id, promo_code)
    return DemoPartner(name, code, _seed_link(session, site.id, partner_id, shop_origin + page), sign_in)


def _seed_link(session: Session, site_id: int, partner_id: int, destination: str) -> str:
    links = list_links(session, site_id, partner_id)
    link = links[0] if links else create_link(session, site_id, partner_id, destination)
    # The shop may have moved to another port since.
    link.destination = destination
    session.flush()
    return link.code
