"""Host names as browsers write them: in ASCII, by UTS 46 without the transitional mappings of old browsers."""

from functools import lru_cache
from ipaddress import ip_address

import idna

_MAX_LABEL = 63


@lru_cache(4096)
def encode_host(name: str) -> str:
    """In lower case and ASCII, so `straße.example` is not `strasse.example`; raises ``ValueError`` for no such name."""
    if name.isascii():
        return name.lower()
    try:
        mapped = idna.uts46_remap(name, std3_rules=False, transitional=False)
    except idna.IDNAError as exc:
        raise ValueError(f"{name!r} is not a host name") from exc
    labels = [label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in mapped.split(".")]
    if any(len(label) > _MAX_LABEL for label in labels):
        raise ValueError(f"{name!r} has too long a part for a host name")
    return ".".join(labels)


def encode_netloc(netloc: str) -> str:
    """The host in ASCII before its port, if there is one; raises ``ValueError``."""
    if netloc.isascii():
        return netloc
    host, colon, port = netloc.partition(":")
    return encode_host(host) + colon + port


def is_address(host: str) -> bool:
    """Whether it is an IP address, an IPv6 one without brackets."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def write_host(host: str) -> str:
    """As it is written in an address: an IPv6 one in brackets."""
    return f"[{host}]" if ":" in host and is_address(host) else host
