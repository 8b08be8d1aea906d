"""Creates the demo site with its partners, links and one team member; a second run changes nothing."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from demo.cast import CAST, Role
from registry.enums import PartnerStatus
from registry.key_revocation import revoke_key
from registry.keys import create_key, list_keys
from registry.links import create_link, list_links
from registry.models import Partner, Site
from registry.partner_sessions import create_sign_in_link
from registry.partner_statuses import set_status
from registry.partners import create_partner, get_partner, map_refs_to_partners
from registry.promo_codes import create_promo_code, list_promo_codes
from registry.sites import create_site, get_program, list_sites, update_program, update_site
from registry.team.members import create_member, list_members

SITE_NAME = "Demo coffee shop"
EMAIL = "demo@prm.example"
# Whose ways into the shop the start message names: a link, and a code in the address.
LINK_OF, CODE_OF = "alice", "brewlab"
_SHOP_KEY = "server of the demo shop"
_PROGRAM = "Friends of the kettle"
HOLD_DAYS = 14


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
    partners: Mapping[str, DemoPartner]


def seed_demo(session: Session, shop_origin: str, secret: bytes) -> Demo:
    """The demo after the run; ``secret`` is the installation's key, from which the password is derived."""
    site = find_demo_site(session) or _create_site(session, shop_origin)
    update_site(session, site.id, hosts=_list_hosts(shop_origin))
    password = hmac.digest(secret, b"demo password", "sha256").hex()[:12]
    if EMAIL not in {member.email for member, _ in list_members(session, site.id)}:
        create_member(session, site.id, EMAIL, password)
    partners = {role.code: _seed_partner(session, site, shop_origin, role) for role in CAST}
    return Demo(site.id, site.site_key, EMAIL, password, partners)


def find_demo_site(session: Session) -> Site | None:
    """The demo's site, or None before the first run."""
    return next((site for site in list_sites(session) if site.is_demo), None)


def renew_shop_key(session: Session, site_id: int, now: datetime) -> str:
    """The key of the shop's server: a new one at each start, since only the text's hash is kept; the last one ends."""
    for key in list_keys(session, site_id):
        if key.label == _SHOP_KEY and key.revoked_at is None:
            revoke_key(session, site_id, key.id, now)
    return create_key(session, site_id, _SHOP_KEY)[1]


def _create_site(session: Session, shop_origin: str) -> Site:
    site = create_site(session, SITE_NAME, _list_hosts(shop_origin))
    site.is_demo = True
    program = get_program(session, site.id)
    update_program(session, site.id, program.id, name=_PROGRAM, hold_days=HOLD_DAYS)
    return site


def _list_hosts(shop_origin: str) -> list[str]:
    return list(dict.fromkeys([urlsplit(shop_origin).hostname or "localhost", "localhost", "127.0.0.1"]))


def _seed_partner(session: Session, site: Site, shop_origin: str, role: Role) -> DemoPartner:
    known = map_refs_to_partners(session, site.id)
    partner_id = known.get(role.code)
    if partner_id is None:
        partner_id = _create_partner(session, site, role, known.get(role.parent)).id
    sign_in, _ = create_sign_in_link(session, site.id, partner_id, datetime.now(UTC))
    return DemoPartner(role.name, role.code, _seed_link(session, site.id, partner_id, shop_origin + role.page), sign_in)


def _create_partner(session: Session, site: Site, role: Role, parent_id: int | None) -> Partner:
    joined = site.created_at - timedelta(days=role.joined_days)
    made, _ = create_partner(
        session, site.id, role.code, role.name, email=role.email, tags=role.tags, parent_id=parent_id, now=joined
    )
    partner = get_partner(session, site.id, made.id)
    partner.created_at = joined
    if role.paused_days:
        set_status(session, partner, PartnerStatus.PAUSED, site.created_at - timedelta(days=role.paused_days))
    if role.promo_code and not list_promo_codes(session, site.id, partner.id):
        create_promo_code(session, site.id, partner.id, role.promo_code)
    return partner


def _seed_link(session: Session, site_id: int, partner_id: int, destination: str) -> str:
    links = list_links(session, site_id, partner_id)
    link = links[0] if links else create_link(session, site_id, partner_id, destination)
    # The shop may have moved to another port since.
    link.destination = destination
    session.flush()
    return link.code
