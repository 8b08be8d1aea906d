"""The registry's snapshot, laid out for the questions that the edge asks."""

from dataclasses import dataclass, field

from events.snapshot import EdgeKey, EdgeLink, EdgeSnapshot
from events.words import Rejection
from tracker.origins import SiteHosts, read_hosts

# Sites with subdomains may be called from any number of origins; past this many the memory starts anew.
_MAX_KNOWN_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class RegistryIndex:
    """One snapshot by site key, key hash and link code; never changed, a new snapshot is a new index."""

    sites: dict[str, tuple[int, SiteHosts]]
    keys: dict[str, EdgeKey]
    links: dict[str, EdgeLink]
    site_keys: dict[int, str]
    _known_pages: dict[tuple[object, bytes], int] = field(default_factory=dict)

    def find_site(self, site_key: object, origin: bytes, referer: bytes) -> int | Rejection:
        """The site that a page speaks for, if it may; the referrer counts only where the browser names no origin."""
        try:
            return self._known_pages[site_key, origin]
        except (KeyError, TypeError):
            return self._check_page(site_key, origin, referer)

    def find_site_of_mail(self, site_key: object, origin: bytes, referer: bytes) -> int | Rejection:
        """The same for a pixel, which in a mail has no page that it could name."""
        if origin or referer:
            return self.find_site(site_key, origin, referer)
        found = self.sites.get(site_key) if isinstance(site_key, str) else None
        return Rejection.UNKNOWN_SITE if found is None else found[0]

    def find_site_of_key(self, site_key: object, key: EdgeKey) -> int | Rejection:
        """The site of a secret key; an event need not name it, but names no other."""
        is_own = site_key is None or site_key == self.site_keys.get(key.site_id)
        return key.site_id if is_own else Rejection.UNKNOWN_SITE

    def _check_page(self, site_key: object, origin: bytes, referer: bytes) -> int | Rejection:
        found = self.sites.get(site_key) if isinstance(site_key, str) else None
        if found is None:
            return Rejection.UNKNOWN_SITE
        site_id, hosts = found
        if not hosts.cover(origin or referer):
            return Rejection.FOREIGN_ORIGIN
        if origin:
            self._remember(site_key, origin, site_id)
        return site_id

    def _remember(self, site_key: object, origin: bytes, site_id: int) -> None:
        if len(self._known_pages) >= _MAX_KNOWN_PAGES:
            self._known_pages.clear()
        self._known_pages[site_key, origin] = site_id


def index_snapshot(snapshot: EdgeSnapshot) -> RegistryIndex:
    """The index of a snapshot."""
    return RegistryIndex(
        {site.site_key: (site.site_id, read_hosts(site.hosts)) for site in snapshot.sites},
        {key.key_hash: key for key in snapshot.keys},
        {link.code: link for link in snapshot.links},
        {site.site_id: site.site_key for site in snapshot.sites},
    )
