"""Addresses of the pages of a site."""

from collections.abc import Iterable
from urllib.parse import urlencode, urljoin

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from registry.checks import find_host, is_own_machine
from registry.models import Link, Site


def find_test_link(session: Session, site: Site, token: str, ref: str = "") -> str:
    """The address of a page of the site that opens the test panel."""
    return f"{find_first_page(session, site)}?{urlencode({**({'ref': ref} if ref else {}), 'prm_test': token})}"


def find_ref_link(session: Session, site: Site, code: str) -> str:
    """The site's first page with a partner's code, which counts his clicks."""
    return f"{find_first_page(session, site)}?{urlencode({'ref': code})}"


def find_first_page(session: Session, site: Site) -> str:
    """Its address; on the own machine with the port of the first link that leads there, for hosts have none.

    Elsewhere not: partners make links too, and one of theirs would move those of all.
    """
    address = write_page_address(site.hosts or ["shop.example"])
    host = find_host(address)
    if not is_own_machine(host):
        return address
    with_port = (Link.destination.startswith(f"{scheme}://{host}:", autoescape=True) for scheme in ("http", "https"))
    links = select(Link.destination).where(Link.site_id == site.id, Link.archived_at.is_(None), or_(*with_port))
    destination = session.scalar(links.order_by(Link.id).limit(1))
    return urljoin(destination, "/") if destination else address


def write_page_address(hosts: Iterable[str]) -> str:
    """The address of a page of the site; a pattern like `*.HOST` stands for its `www`; the own machine has no https."""
    host = next((each for each in hosts if not each.startswith("*.")), None) or f"www.{next(iter(hosts))[2:]}"
    return f"{'http' if is_own_machine(host) else 'https'}://{host}/"
