"""The address of the client: the peer's, or what trusted proxies say about it."""

from functools import lru_cache
from ipaddress import ip_address

from settings.environment import Network


def find_client_address(peer: str, forwarded_for: bytes, trusted: tuple[Network, ...]) -> str:
    """The right-most hop that is not a trusted proxy; empty if a proxy names something that is not an address.

    Each proxy appends its peer, so everything left of the first untrusted hop was written by the client.
    """
    if not is_trusted(peer, trusted):
        return peer
    client = peer
    for hop in reversed(forwarded_for.decode("latin-1").split(",")) if forwarded_for else ():
        client = _normalise(hop)
        if not client or not is_trusted(client, trusted):
            break
    return client


@lru_cache(4096)
def is_trusted(address: str, trusted: tuple[Network, ...]) -> bool:
    """Whether the address is that of a trusted proxy."""
    normal = _normalise(address) if trusted else ""
    return bool(normal) and any(ip_address(normal) in network for network in trusted)


def _normalise(hop: str) -> str:
    """Without port and brackets, IPv4 out of IPv6; empty if it is not an address."""
    text = hop.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)
