"""The address by which the browser reached us: our own, or what a trusted proxy says."""

import re

from http_server.client_address import is_trusted
from tracker.http.request_head import RequestHead

_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)+")


def find_authority(head: RequestHead) -> bytes:
    """Host and port as the browser wrote them; not validated, for the client chooses them."""
    forwarded = head.headers.get(b"x-forwarded-host")
    if forwarded and _is_proxy(head):
        return forwarded.rpartition(b",")[2].strip()
    return head.headers.get(b"host", b"")


def find_prefix(head: RequestHead) -> str:
    """What a proxy took off the path, like ``/t``; empty if it took nothing or says nothing."""
    prefix = head.headers.get(b"x-forwarded-prefix", b"").decode("latin-1").rstrip("/")
    return prefix if _PREFIX.fullmatch(prefix) and _is_proxy(head) else ""


def is_https(head: RequestHead) -> bool:
    """Whether the browser used https, which always ends at a proxy."""
    forwarded = head.headers.get(b"x-forwarded-proto", b"")
    return forwarded.rpartition(b",")[2].strip() == b"https" and _is_proxy(head)


def _is_proxy(head: RequestHead) -> bool:
    return head.peer is not None and is_trusted(head.peer[0], head.trusted)
