"""Every Redis key: its type, its content, who writes and who trims it."""

# Stream. One entry holds the events of one flush in the field EVENTS_FIELD (see events.event) and their number
# in COUNT_FIELD. Written by the tracker (and by its spool drain), read by the owner of the shard's lease,
# acknowledged and trimmed by ingest only after ClickHouse has the events. The hash tag keeps all keys of one
# shard in one slot of a Redis Cluster.
STREAM = "events:{%d}"
EVENTS_FIELD = b"e"
COUNT_FIELD = b"n"

# The one consumer group of every stream.
GROUP = "ingest"

# Hash site_id -> number of events accepted into this shard's stream. Written by the tracker in the flush itself.
ACCEPTED = "accepted:{%d}"

# Hash "site_id:stored", "site_id:duplicates", "site_id:dead" -> number; dead lines of an unknown site are of site 0.
# Written by ingest together with the ack.
SETTLED = "settled:{%d}"

# String: the worker that may read this shard, with a time to live. Written and removed by ingest.
LEASE = "lease:{%d}"

# Sorted set: ingest workers that live, scored by the Redis clock's milliseconds until which they are believed to.
# Written and trimmed by ingest.
WORKERS = "ingest-workers"

# Stream of entries that could not be decoded or stored: fields shard, entry, reason, value. Trimmed by nobody but
# `prm dead-letter`.
DEAD_LETTER = "dead-letter"

# String: the registry's snapshot for the edge (see events.snapshot). Written by whoever changes the registry.
SNAPSHOT = "snapshot"

# String: the version of SNAPSHOT, so that the edge asks for the long value only when it changed.
SNAPSHOT_VERSION = "snapshot:version"

# String: attempts to sign in, one per hash of an address or of address and name. Written by the console, expires.
SIGN_IN_ATTEMPTS = "sign-in:%s"


def stream_key(shard: int) -> str:
    """The stream of a shard."""
    return STREAM % shard
