"""What the tracker must know of the registry, as one JSON value in Redis: sites, keys and links, no people."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

import orjson

from events.enums import ConversionsFrom, Scope

# What two scopes were called before there were four; the snapshot in Redis says so until the first change after an
# upgrade, and no event may be rejected meanwhile.
_FORMER_SCOPES = {"events:write": Scope.EVENTS.value, "reports:read": Scope.REPORTS.value}


@dataclass(frozen=True, slots=True)
class EdgeSite:
    """A site as the tracker sees it; ``hosts`` are lower-case host names, ``*.example.com`` covers every subdomain.

    ``link_hosts`` are written alike: links may lead there too, but no page of the site is there.

    ``sales_from`` and ``leads_from`` are of ``ConversionsFrom``. ``max_browser_amount`` is in minor units of
    ``currency``, and it and ``browser_sales_per_hour`` bound the sales that a browser reports unsigned; 0: no bound.
    """

    site_id: int
    site_key: str
    hosts: tuple[str, ...]
    signing_key: str = ""
    sales_from: str = ConversionsFrom.BROWSER.value
    leads_from: str = ConversionsFrom.BROWSER.value
    currency: str = ""
    max_browser_amount: int = 0
    browser_sales_per_hour: int = 0
    link_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EdgeKey:
    """A secret key that is live until it expires; only its SHA-256 is known (the key itself has 256 random bits)."""

    key_id: int
    site_id: int
    key_hash: str
    scopes: tuple[str, ...]
    expires_ms: int | None = None


@dataclass(frozen=True, slots=True)
class EdgeLink:
    """A short link ``/r/{code}``; ``ref`` is the partner's code when the snapshot was made."""

    code: str
    site_id: int
    destination: str
    ref: str
    sub_id: str
    expires_ms: int | None = None


@dataclass(frozen=True, slots=True)
class EdgeSnapshot:
    """One consistent state of the registry; ``version`` changes whenever anything in it does."""

    version: str = ""
    sites: tuple[EdgeSite, ...] = ()
    keys: tuple[EdgeKey, ...] = ()
    links: tuple[EdgeLink, ...] = field(default=())


def encode_snapshot(snapshot: EdgeSnapshot) -> bytes:
    return orjson.dumps(snapshot)


def decode_snapshot(value: bytes) -> EdgeSnapshot:
    """The inverse of :func:`encode_snapshot`; raises ``ValueError``, ``KeyError`` or ``TypeError`` if damaged."""
    raw = orjson.loads(value)
    return EdgeSnapshot(
        version=raw["version"],
        sites=tuple(map(_make_site, raw["sites"])),
        keys=tuple(EdgeKey(**{**key, "scopes": tuple(map(rename_scope, key["scopes"]))}) for key in raw["keys"]),
        links=tuple(EdgeLink(**link) for link in raw["links"]),
    )


def _make_site(raw: dict[str, Any]) -> EdgeSite:
    hosts, link_hosts = tuple(raw["hosts"]), tuple(raw.get("link_hosts", ()))
    return EdgeSite(**{**raw, "hosts": hosts, "link_hosts": link_hosts})


def rename_scope(name: str) -> str:
    """The present name of a scope; any other text as it is."""
    return _FORMER_SCOPES.get(name, name)


def hash_key(secret_key: str) -> str:
    """The form in which a secret key is stored and looked up."""
    return hashlib.sha256(secret_key.encode()).hexdigest()
