"""Event ids: UUIDv7, ordered by time; made at random, or from content where a replay must give the same id."""

import hashlib
import os
from uuid import UUID


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
