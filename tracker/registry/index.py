"""The registry's snapshot, laid out for look-ups."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from events.blank_text import trim
from events.enums import Rejection
from events.host_names import encode_netloc, write_host
from events.snapshot import EdgeKey, EdgeLink, EdgeSite, EdgeSnapshot
from tracker.http.cookie_scope import find_scope_of_host
from tracker.http.origins import SiteHosts, parse_hosts

# A site with subdomains may have any number of origins; past this many the cache is cleared.
_MAX_KNOWN_PAGES = 10_000
_NETLOC_END = re.compile(r"[/?#\\]")


@dataclass(frozen=True, slots=True)
class RegistryIndex:
    """One snapshot by site key, key hash and link code; never changed, a new snapshot is a new index.

    ``link_hosts`` are those of the sites that have some; ``sites_by_scope`` are the sites that have a host within a
    cookie's scope.
    """

    sites: dict[str, tuple[EdgeSite, SiteHosts]]
    keys: dict[str, EdgeKey]
    links: dict[str, EdgeLink]
    sites_by_id: dict[int, EdgeSite]
    sites_by_scope: dict[str, frozenset[int]]
    link_hosts: dict[int, SiteHosts]
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
        found = self._find_by_key(site_key)
        return Rejection.UNKNOWN_SITE if found is None else found[0]

    def find_site_of_key(self, site_key: object, key: EdgeKey) -> EdgeSite | Rejection:
        """The site of a secret key; an event need not name it, but must not name another."""
        site = self.sites_by_id.get(key.site_id)
        is_named = isinstance(site_key, str) and site is not None and trim(site_key) == site.site_key
        return site if site is not None and (site_key is None or is_named) else Rejection.UNKNOWN_SITE

    def has_page(self, site_id: int, address: str) -> bool:
        """Whether an address is a page of the site."""
        site = self.sites_by_id.get(site_id)
        return site is not None and _is_web(address) and self.sites[site.site_key][1].cover(_encode_host(address))

    def may_lead_to(self, site_id: int, address: str) -> bool:
        """Whether the site's links may lead to an address: a page of the site, or one on its further link hosts."""
        if self.has_page(site_id, address):
            return True
        hosts = self.link_hosts.get(site_id)
        return hosts is not None and _is_web(address) and hosts.cover(_encode_host(address))

    def _check_page(self, site_key: object, origin: bytes, referer: bytes) -> EdgeSite | Rejection:
        found = self._find_by_key(site_key)
        if found is None:
            return Rejection.UNKNOWN_SITE
        site, hosts = found
        if not hosts.cover(origin or referer):
            return Rejection.FOREIGN_ORIGIN
        if origin:
            self._remember(site_key, origin, site)
        return site

    def _find_by_key(self, site_key: object) -> tuple[EdgeSite, SiteHosts] | None:
        return self.sites.get(trim(site_key)) if isinstance(site_key, str) else None

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
        {site.site_id: parse_hosts(site.link_hosts) for site in snapshot.sites if site.link_hosts},
    )


def _is_web(address: str) -> bool:
    return address[:8].lower().startswith(("https://", "http://"))


def _encode_host(address: str) -> bytes:
    """The address with its host as browsers send it; as it is where that is none."""
    scheme, mark, rest = address.partition("://")
    netloc = _NETLOC_END.split(rest, 1)[0]
    try:
        return f"{scheme}{mark}{encode_netloc(netloc)}{rest[len(netloc) :]}".encode()
    except ValueError:
        return address.encode()


def _group_by_scope(sites: Iterable[EdgeSite]) -> dict[str, frozenset[int]]:
    grouped: dict[str, frozenset[int]] = {}
    for site in sites:
        for scope in {find_scope_of_host(write_host(host.lower().removeprefix("*."))) for host in site.hosts}:
            grouped[scope] = grouped.get(scope, frozenset()) | {site.site_id}
    return grouped
