"""The registry's snapshot, laid out for the questions that the edge asks."""

from dataclasses import dataclass, field

from starlette.types import Message

from events.snapshot import EdgeKey, EdgeLink, EdgeSnapshot
from events.words import Rejection
from tracker.answers import accepted_message
from tracker.origins import SiteHosts, read_hosts

# Sites with subdomains may be called from any number of origins; past this many the memory starts anew.
_MAX_PERMITS = 10_000


@dataclass(frozen=True, slots=True)
class Permit:
    """What follows once a page may speak for a site: the site, and the answer that names the page's origin."""

    site_id: int
    accepted: Message


@dataclass(frozen=True, slots=True)
class RegistryIndex:
    """One snapshot by site key, key hash and link code; never changed, a new snapshot is a new index."""

    snapshot: EdgeSnapshot
    sites: dict[str, tuple[int, SiteHosts]]
    keys: dict[str, EdgeKey]
    links: dict[str, EdgeLink]
    site_keys: dict[int, str]
    _permits: dict[tuple[str, bytes], Permit] = field(default_factory=dict)

    def permit(self, site_key: object, origin: bytes, referer: bytes) -> Permit | Rejection:
        """Whether the page may speak for the site; the referrer counts only where the browser names no origin."""
        if not isinstance(site_key, str):
            return Rejection.UNKNOWN_SITE
        return self._permits.get((site_key, origin)) or self._find_permit(site_key, origin, referer)

    def _find_permit(self, site_key: str, origin: bytes, referer: bytes) -> Permit | Rejection:
        found = self.sites.get(site_key)
        if found is None:
            return Rejection.UNKNOWN_SITE
        site_id, hosts = found
        if not hosts.cover(origin or referer):
            return Rejection.FOREIGN_ORIGIN
        permit = Permit(site_id, accepted_message(origin))
        if origin:
            self._keep(site_key, origin, permit)
        return permit

    def _keep(self, site_key: str, origin: bytes, permit: Permit) -> None:
        if len(self._permits) >= _MAX_PERMITS:
            self._permits.clear()
        self._permits[(site_key, origin)] = permit


def index_snapshot(snapshot: EdgeSnapshot) -> RegistryIndex:
    """The index of a snapshot."""
    return RegistryIndex(
        snapshot,
        {site.site_key: (site.site_id, read_hosts(site.hosts)) for site in snapshot.sites},
        {key.key_hash: key for key in snapshot.keys},
        {link.code: link for link in snapshot.links},
        {site.site_id: site.site_key for site in snapshot.sites},
    )
