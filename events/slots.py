"""The slot of a Redis Cluster in which a key lies, for a client that chooses the node itself."""

from binascii import crc_hqx

SLOTS = 16_384


def find_slot(key: str) -> int:
    """CRC-16 of the hash tag, else of the whole key (redis.io, "Redis Cluster specification", key distribution)."""
    _, _, rest = key.partition("{")
    tag, closed, _ = rest.partition("}")
    return crc_hqx((tag if tag and closed else key).encode(), 0) % SLOTS
