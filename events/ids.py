"""Event ids: UUIDv7, ordered by time; made at random, or from content where a replay must give the same id.

A server's id is stored as it was sent. Those that browsers send are in spaces of their own: the site key is public, and
whoever guessed the id of a sale to come could send an event with it first, which the sale would then seem to repeat.
"""

import hashlib
import os
from uuid import UUID

from events.enums import Source

_UNTRUSTED_SOURCES = (Source.SIGNED.value, Source.BROWSER.value, Source.PIXEL.value)


def make_event_id(timestamp_ms: int, random_bytes: bytes | None = None) -> str:
    """A UUIDv7 (RFC 9562, 5.7) with 48 bits of time and 74 random bits; ``random_bytes`` are 10 bytes if given."""
    tail = random_bytes if random_bytes is not None else os.urandom(10)
    value = (timestamp_ms & 0xFFFF_FFFF_FFFF) << 80 | int.from_bytes(tail, "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))


def derive_event_id(timestamp_ms: int, content: bytes) -> str:
    """The UUIDv7 that the same content at the same time always gets."""
    return make_event_id(timestamp_ms, hashlib.sha256(content).digest()[:10])


def move_to_space(event_id: str, site_id: int, source: str) -> str:
    """The id under which an event of an untrusted source is stored: always the same, at the same time, as random.

    72 bits of it are hashed, so nobody finds one that leads to a given id.
    """
    tail = hashlib.sha256(f"{source}:{site_id}:{event_id}".encode()).hexdigest()
    return event_id[:15] + tail[:3] + "-8" + tail[3:6] + "-" + tail[6:18]


def list_stored_ids(event_id: str, site_id: int) -> list[str]:
    """Under which ids an event may be stored that was sent with this one, by a server first."""
    return [event_id, *(move_to_space(event_id, site_id, source) for source in _UNTRUSTED_SOURCES)]
