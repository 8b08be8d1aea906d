"""The registry's snapshot, laid out for look-ups."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from events.enums import Rejection
from events.snapshot import EdgeKey, EdgeLink, EdgeSite, EdgeSnapshot
from tracker.http.cookie_scope import find_scope_of_host
from tracker.http.origins import SiteHosts, parse_hosts

# A site with subdomains may have any number of origins; past this many the cache is cleared.
_MAX_KNOWN_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class RegistryIndex:
    """One snapshot by site key, key hash and link code; never changed, a new snapshot is a new index.

    ``sites_by_scope`` are the sites that have a host within a cookie's scope.
    """

    sites: dict[str, tuple[EdgeSite, SiteHosts]]
    keys: dict[str, EdgeKey]
    links: dict[str, EdgeLink]
    sites_by_id: dict[int, EdgeSite]
    sites_by_scope: dict[str, frozenset[int]]
    _known_pages: dict[tuple[object, bytes], EdgeSite] = field(default_factory=dict)

    def find_site(self, site_key: object, origin: bytes, referer: bytes) -> EdgeSite | Rejection:
        """The site that a page sends for, if it may; the referrer counts only where the browser names no origin."""
        try:
            return self._known_pages[site_key, origin]
        except (KeyError, TypeError):
            return self._check_page(site_key, origin, referer)

    def find_site_of_mail(self, site_key: object, origin: bytes, referer: bytes) -> EdgeSite | Rejection:
        """The site that a pixel sends for; one in a mail names neither origin nor referrer, so its key suffices."""
        if origin or referer:
            return self.find_site(site_key, origin, referer)
        found = self.sites.get(site_key) if isinstance(site_key, str) else None
        return Rejection.UNKNOWN_SITE if found is None else found[0]

    def find_site_of_key(self, site_key: object, key: EdgeKey) -> EdgeSite | Rejection:
        """The site of a secret key; an event need not name it, but must not name another."""
        site = self.sites_by_id.get(key.site_id)
        if site is None or (site_key is not None and site_key != site.site_key):
            return Rejection.UNKNOWN_SITE
        return site

    def has_page(self, site_id: int, address: str) -> bool:
        """Whether an address is a page of the site."""
        site = self.sites_by_id.get(site_id)
        is_web = address.startswith(("https://", "http://"))
        return site is not None and is_web and self.sites[site.site_key][1].cover(address.encode())

    def _check_page(self, site_key: object, origin: bytes, referer: bytes) -> EdgeSite | Rejection:
        found = self.sites.get(site_key) if isinstance(site_key, str) else None
        if found is None:
            return Rejection.UNKNOWN_SITE
        site, hosts = found
        if not hosts.cover(origin or referer):
            return Rejection.FOREIGN_ORIGIN
        if origin:
            self._remember(site_key, origin, site)
        return site

    def _remember(self, site_key: object, origin: bytes, site: EdgeSite) -> None:
        if len(self._known_pages) >= _MAX_KNOWN_PAGES:
            self._known_pages.clear()
        self._known_pages[site_key, origin] = site


def index_snapshot(snapshot: EdgeSnapshot) -> RegistryIndex:
    return RegistryIndex(
        {site.site_key: (site, parse_hosts(site.hosts)) for site in snapshot.sites},
        {key.key_hash: key for key in snapshot.keys},
        {link.code: link for link in snapshot.links},
        {site.site_id: site for site in snapshot.sites},
        _group_by_scope(snapshot.sites),
    )


def _group_by_scope(sites: Iterable[EdgeSite]) -> dict[str, frozenset[int]]:
    grouped: dict[str, frozenset[int]] = {}
    for site in sites:
        for scope in {find_scope_of_host(host.lower().removeprefix("*.")) for host in site.hosts}:
            grouped[scope] = grouped.get(scope, frozenset()) | {site.site_id}
    return grouped
