"""The page that sent a beacon: the host of ``Origin``, else of ``Referer``, and the hosts of a site."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from events.host_names import write_host

_ORIGIN = re.compile(rb"[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?(?=[/?#]|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SiteHosts:
    """The hosts of one site; an entry with a port means that port, without one any, ``*.`` any subdomain."""

    exact: frozenset[str]
    suffixes: tuple[str, ...]

    def cover(self, address: bytes) -> bool:
        """Whether an origin or referrer belongs to the site."""
        found = _ORIGIN.match(address)
        if found is None:
            return False
        host = found[1].decode().lower()
        port = (found[2] or b"").decode()
        return host in self.exact or host + port in self.exact or host.endswith(self.suffixes)


def parse_hosts(hosts: Iterable[str]) -> SiteHosts:
    """From the hosts as the registry publishes them."""
    names = [write_host(host.lower()) for host in hosts]
    return SiteHosts(
        frozenset(name for name in names if not name.startswith("*.")),
        tuple(name[1:] for name in names if name.startswith("*.")),
    )


def is_origin(value: bytes) -> bool:
    """Whether a header can be echoed as an allowed origin: scheme, host, port and nothing else."""
    return _ORIGIN.fullmatch(value) is not None
