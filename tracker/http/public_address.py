"""The address under which the browser knows us: our own, or as told by a proxy that we trust."""

import re

from tracker.edge import Edge
from tracker.http.body import Headers
from tracker.http.client_address import is_trusted

_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)+")
Peer = tuple[str, int] | None


def find_authority(edge: Edge, peer: Peer, headers: Headers) -> bytes:
    """Host and port as the browser wrote them; not checked, for they are the client's word."""
    forwarded = headers.get(b"x-forwarded-host")
    if forwarded and _is_proxy(edge, peer):
        return forwarded.rpartition(b",")[2].strip()
    return headers.get(b"host", b"")


def find_prefix(edge: Edge, peer: Peer, headers: Headers) -> str:
    """What a proxy took off the path, like ``/t``; empty if it took nothing or says nothing."""
    prefix = headers.get(b"x-forwarded-prefix", b"").decode("latin-1").rstrip("/")
    return prefix if _PREFIX.fullmatch(prefix) and _is_proxy(edge, peer) else ""


def is_https(edge: Edge, peer: Peer, headers: Headers) -> bool:
    """Whether the browser came by https, which always ends at a proxy."""
    forwarded = headers.get(b"x-forwarded-proto", b"")
    return forwarded.rpartition(b",")[2].strip() == b"https" and _is_proxy(edge, peer)


def _is_proxy(edge: Edge, peer: Peer) -> bool:
    return peer is not None and is_trusted(peer[0], edge.settings.trusted_proxies)
