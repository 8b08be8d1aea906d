"""Which hosts a site may have: those of its pages, and further ones to which its links may lead."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.checks import check_hosts, find_overlap
from registry.errors import RegistryConflict, RegistryInvalid
from registry.models import Site

MAX_LINK_HOSTS = 50


def check_page_hosts(
    session: Session, hosts: Iterable[str], *, may_share: bool, site_id: int | None = None
) -> list[str]:
    """Hosts that belong to no other site: with a key of its own, that could count the visitors of another's pages."""
    return _check_free("hosts", check_hosts("hosts", hosts), _list_hosts_of_others(session, site_id), may_share)


def check_link_hosts(session: Session, hosts: Iterable[str], site_id: int, *, may_share: bool) -> list[str]:
    """Hosts whose pages are no other site's; several sites may name the same one, like an app shop."""
    checked = check_hosts("link_hosts", hosts, may_be_none=True)
    if len(checked) > MAX_LINK_HOSTS:
        raise RegistryInvalid("link_hosts", f"give at most {MAX_LINK_HOSTS} hosts")
    return _check_free("link_hosts", checked, _list_hosts_of_others(session, site_id), may_share)


def list_destination_hosts(site: Site) -> list[str]:
    """The hosts to which the site's links may lead."""
    return [*site.hosts, *site.link_hosts]


def _list_hosts_of_others(session: Session, site_id: int | None) -> list[str]:
    others = session.execute(select(Site.id, Site.hosts).where(Site.archived_at.is_(None)))
    return [host for other_id, hosts in others if other_id != site_id for host in hosts]


def _check_free(field: str, hosts: list[str], others: list[str], may_share: bool) -> list[str]:
    taken = "" if may_share else find_overlap(hosts, others)
    if taken:
        option = "--host" if field == "hosts" else "--link-host"
        how = f"archive that site or take the host from it, or let the operator run `prm site update {option}`"
        raise RegistryConflict(field, f"{taken} belongs to another site; {how}")
    return hosts
