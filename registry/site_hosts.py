"""Which hosts a site may have: those of its pages, and further ones to which its links may lead."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.host_names import is_address
from registry.checks import check_hosts, find_overlap, is_own_machine
from registry.domains import find_domain
from registry.errors import RegistryConflict, RegistryInvalid
from registry.models import Site

MAX_LINK_HOSTS = 50
CABINET_HOST = "cabinet_host"


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


def check_cabinet_host(
    session: Session, given: str, site_id: int, own_hosts: Collection[str], *, may_share: bool
) -> str:
    """A host under which the site's partners sign in, or an empty text.

    Never one of ``own_hosts``, those of the installation, nor that of another site. A host below the installation's, or
    in a domain where another site has one, is the operator's to give: ``may_share``. What he gave may stay.
    """
    if not given.strip():
        return ""
    [host] = check_hosts(CABINET_HOST, [given])
    site = session.get_one(Site, site_id)
    if host.startswith("*.") or is_address(host):
        raise RegistryInvalid(CABINET_HOST, "give one host name like partners.shop.example")
    if host in site.hosts:
        raise RegistryInvalid(CABINET_HOST, f"{host} has the pages of the site; give another like partners.{host}")
    if not own_hosts:
        raise RegistryConflict(CABINET_HOST, "prm does not know its own address: set PRM_CONSOLE_URL first")
    if host in own_hosts:
        raise RegistryConflict(CABINET_HOST, f"{host} belongs to this installation; give a host of the site")
    taken = select(Site.id).where(Site.cabinet_host == host, Site.id != site_id, Site.archived_at.is_(None))
    if session.scalar(taken) is not None:
        raise RegistryConflict(CABINET_HOST, f"{host} belongs to another site")
    if not may_share and host != site.cabinet_host:
        _check_domain(host, own_hosts, _list_hosts_of_others(session, site_id))
    return host


def _check_domain(host: str, own_hosts: Collection[str], others: Collection[str]) -> None:
    how = "let the operator run `prm site update --cabinet-host`"
    if any(_is_at_or_below(host, each) for each in own_hosts if not is_own_machine(each)):
        raise RegistryConflict(CABINET_HOST, f"{host} lies below a host that is not this site's; {how}")
    # Pages of one domain share cookies, and whoever reads the name takes it for that of the domain's owner.
    domain = find_domain(host)
    if any(find_domain(each) == domain for each in others if not is_own_machine(each)):
        raise RegistryConflict(CABINET_HOST, f"{host} lies in {domain}, where another site has a host; {how}")


def list_destination_hosts(site: Site) -> list[str]:
    """The hosts to which the site's links may lead."""
    return [*site.hosts, *site.link_hosts]


def _is_at_or_below(host: str, other: str) -> bool:
    return host == other or host.endswith(f".{other}")


def _list_hosts_of_others(session: Session, site_id: int | None) -> list[str]:
    """Where their partners sign in, too."""
    columns = select(Site.id, Site.hosts, Site.cabinet_host).where(Site.archived_at.is_(None))
    others = [row for row in session.execute(columns) if row.id != site_id]
    return [host for row in others for host in (*row.hosts, *filter(None, [row.cabinet_host]))]


def _check_free(field: str, hosts: list[str], others: list[str], may_share: bool) -> list[str]:
    taken = "" if may_share else find_overlap(hosts, others)
    if taken:
        option = "--host" if field == "hosts" else "--link-host"
        how = f"archive that site or take the host from it, or let the operator run `prm site update {option}`"
        raise RegistryConflict(field, f"{taken} belongs to another site; {how}")
    return hosts
