"""What partners see of a site: its shown name, colour, logo, and the host of its own under which they sign in."""

import hashlib
from collections.abc import Collection
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.accents import check_accent
from registry.checks import check_text
from registry.logos import convert_logo
from registry.models import Site, SiteLogo
from registry.site_hosts import check_cabinet_host
from registry.sites import get_site


def update_brand(
    session: Session,
    site_id: int,
    *,
    shown_name: str | None = None,
    accent: str | None = None,
    cabinet_host: str | None = None,
    own_hosts: Collection[str] = (),
    may_share_hosts: bool = False,
) -> Site:
    """Only what is given changes; an empty text: the site's name, the usual colour, the console's host."""
    site = get_site(session, site_id)
    host = None
    if cabinet_host is not None:
        # It asks the database, so before anything changes: what is saved together is one entry of the log.
        host = check_cabinet_host(session, cabinet_host, site_id, own_hosts, may_share=may_share_hosts)
    if shown_name is not None:
        site.shown_name = check_text("shown_name", shown_name) if shown_name.strip() else ""
    if accent is not None:
        site.accent = check_accent("accent", accent)
    if host is not None:
        site.cabinet_host = host
    session.flush()
    return site


def put_logo(session: Session, site_id: int, content: bytes) -> Site:
    """A PNG, JPEG or WebP, which is drawn again; an empty one: no logo any more."""
    site = get_site(session, site_id)
    logo = session.get(SiteLogo, site.id)
    made = convert_logo(content) if content else b""
    if logo is not None and not made:
        session.delete(logo)
    elif logo is not None:
        logo.content = made
    elif made:
        session.add(SiteLogo(site_id=site.id, content=made))
    site.logo_hash = hashlib.sha256(made).hexdigest()[:32] if made else ""
    session.flush()
    return site


def find_logo(session: Session, site_id: int) -> bytes:
    """A PNG; empty where there is none."""
    logo = session.get(SiteLogo, site_id)
    return logo.content if logo else b""


def name_shown(site: Site) -> str:
    """What partners call the site."""
    return site.shown_name or site.name


def find_site_by_key(session: Session, site_key: str) -> Site | None:
    """None for an archived one as well."""
    return session.scalar(select(Site).where(Site.site_key == site_key, Site.archived_at.is_(None)))


def list_sites_with_host(session: Session) -> list[Site]:
    """Those whose partners sign in under a host of the site's own."""
    return list(session.scalars(select(Site).where(Site.cabinet_host != "", Site.archived_at.is_(None))))


def write_cabinet_url(console_url: str, site: Site) -> str:
    """Where the site's partners sign in: its own host in place of the console's, by the same scheme and port."""
    if not site.cabinet_host:
        return console_url
    parts = urlsplit(console_url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{site.cabinet_host}{port}"
