"""A line that cannot be stored, with the reason and without the IP addresses in it."""

import re
from dataclasses import dataclass

from ingest.enrich.addresses import cut_address

# A quoted string of the characters of an address; cut_address decides whether it is one.
_ADDRESS = re.compile(rb'"([0-9a-fA-F]*[.:][0-9a-fA-F.:]+)"')


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A line of a batch that cannot be stored, and why; ``site_id`` is 0 if the line does not say."""

    entry_id: bytes
    reason: str
    value: bytes
    site_id: int = 0


def hide_addresses(value: bytes) -> bytes:
    """The line with the network in place of each IP address, like 203.0.113.0, since dead letters are kept for long.

    That still gives the country when the letter is replayed. It also works on lines that are not events.
    """
    return _ADDRESS.sub(_hide_address, value)


def _hide_address(found: re.Match[bytes]) -> bytes:
    network = cut_address(found[1].decode()).partition("/")[0]
    return b'"%s"' % network.encode() if network else found[0]
