"""How far a first-party cookie reaches: the registrable domain by the public suffix list, as browsers find it."""

import re
from functools import lru_cache

from publicsuffixlist import PublicSuffixList

_AUTHORITY = re.compile(rb"([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?", re.IGNORECASE)
# The longest name of the domain name system (RFC 1035, 2.3.4), and a port.
_MAX_HOST = 253
_MAX_AUTHORITY = _MAX_HOST + len(":65535")
_ADDRESS = re.compile(r"[0-9.]+|\[.*")


@lru_cache(4096)
def find_scope(authority: bytes) -> str:
    """The scope of a ``Host`` header; empty if that is malformed."""
    found = _AUTHORITY.fullmatch(authority) if len(authority) <= _MAX_AUTHORITY else None
    host = found[1].decode().lower().rstrip(".") if found else ""
    return find_scope_of_host(host) if 0 < len(host) <= _MAX_HOST else ""


def find_scope_of_host(host: str) -> str:
    """The registrable domain; the host itself where there is none, like an address or ``localhost``."""
    return host if is_address(host) else _load_suffixes().privatesuffix(host) or host


def is_address(host: str) -> bool:
    """Whether a host is an IP address, which shares its cookies with no other host."""
    return _ADDRESS.fullmatch(host) is not None


@lru_cache(1)
def _load_suffixes() -> PublicSuffixList:
    return PublicSuffixList()
