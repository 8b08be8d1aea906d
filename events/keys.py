"""Every Redis key: its type, its content, who writes and who trims it."""

# Stream. One entry holds the events of one flush in the field EVENTS_FIELD (see events.event) and their number
# in COUNT_FIELD. Written by the tracker (and by its spool drain), read by the owner of the shard's lease,
# acknowledged and trimmed by ingest only after ClickHouse has the events. The hash tag keeps all keys of one
# shard in one slot of a Redis Cluster.
STREAM = "events:{%d}"
EVENTS_FIELD = b"e"
COUNT_FIELD = b"n"

# Hash ``accepted_ms``, ``last_id``: entries of this shard's stream up to that id came by way of the spool and were
# accepted at that time or later, although their ids are younger. Written by the spool's drain, outdated by itself.
LATE = "late:{%d}"

# String: the place in a segment of the spool up to which its records for this shard are on the stream; shard, segment.
# Written by the spool's drain, expires.
DRAINED = "drained:{%d}:%s"

# Hash segment -> what waits in it on the disk of a tracker (see events.spool.encode_waiting). Written by the spool's
# drain as soon as Redis answers, removed by it when all is on the streams.
SPOOLED = "spooled"

# The one consumer group of every stream.
GROUP = "ingest"

# Hash site_id -> number of events accepted into this shard's stream. Written by the tracker in the flush itself.
ACCEPTED = "accepted:{%d}"

# Hash "site_id:stored", "site_id:duplicates", "site_id:dead" -> number; dead lines of an unknown site are of site 0.
# Written by ingest together with the ack.
SETTLED = "settled:{%d}"

# String: the worker that may read this shard, with a time to live. Written and removed by ingest.
LEASE = "lease:{%d}"

# String, expires: nobody reads anything new of this shard, while figures are remade or a person is erased. Written and
# removed by those commands; what was in flight is still finished.
PAUSE = "paused:{%d}"

# Sorted set: ingest workers that live, scored by the Redis clock's milliseconds until which they are believed to.
# Written and trimmed by ingest.
WORKERS = "ingest-workers"

# Stream of entries that could not be decoded or stored: fields shard, entry, reason, value. Trimmed by nobody but
# `prm dead-letter`.
DEAD_LETTER = "dead-letter"

# String: the registry's snapshot for the edge (see events.snapshot). Written by whoever changes the registry.
SNAPSHOT = "snapshot"

# String: the version of SNAPSHOT, in its slot, so that the edge asks for the long value only when it changed.
SNAPSHOT_VERSION = "{snapshot}:version"

# Hash key_id -> milliseconds at which a tracker last accepted a batch under that secret key. Written by the tracker,
# read by the registry; trimmed by nobody, for it has one field a key.
KEY_USES = "key-uses"

# Hash ``level``, ``at_ms``: the token bucket of an address or a site that all workers of the edge share, under a keyed
# hash of its name. Written by the tracker, expires when it is full again.
RATE = "rate:%s"

# String: attempts to sign in, one per hash of an address or of address and name. Written by the console, expires.
SIGN_IN_ATTEMPTS = "sign-in:%s"

# String, expires: what became of a test event (see events.test_outcome); site, event id. Written by ingest after the
# batch is settled, the first word stays; read by the tracker.
FATE = "fate:{%d:%s}"

# List: test events of which it is to be foretold who would be credited (see events.test_outcome). Appended and cut
# by ingest, emptied by the console, expires.
TO_FORETELL = "to-foretell"

# String, expires: who would be credited for a sale after a test event; site, event id. Written by the console, read by
# the tracker.
FORETOLD = "foretold:{%d:%s}"

# Lock: the console that judges what is new, so that of several one does. Written by the console, expires.
FRAUD_TURN = "fraud-turn"


def stream_key(shard: int) -> str:
    """The stream of a shard."""
    return STREAM % shard
