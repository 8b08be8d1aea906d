"""Every Redis key: its type, its content, who writes and who trims it."""

# Stream. One entry holds the events of one flush in the field EVENTS_FIELD (see events.event) and their number
# in COUNT_FIELD. Written by the tracker (and by its spool drain), read by the owner of the shard's lease,
# acknowledged and trimmed by ingest only after ClickHouse has the events. The hash tag keeps all keys of one
# shard in one slot of a Redis Cluster.
STREAM = "events:{%d}"
EVENTS_FIELD = b"e"
COUNT_FIELD = b"n"

# Hash ``accepted_ms``, ``last_id``: what the spool brought to this shard's stream late. The time in an entry's id is
# when it reached the stream; entries up to ``last_id`` may have been accepted as early as ``accepted_ms``, so figures
# are incomplete from then on until ingest has passed that id. Written by the spool's drain and by an erasure.
SPOOL_ARRIVALS = "spool-arrivals:{%d}"

# String: the offset in a spool segment up to which its records for this shard are on the stream; shard, segment.
# Written by the spool's drain, expires.
DRAINED = "drained:{%d}:%s"

# Hash segment -> the events that wait in it on the disk of a tracker (see events.spool.encode_waiting). Written by the
# spool's drain as soon as Redis answers, removed by it when all is on the streams.
SPOOLED = "spooled"

# The one consumer group of every stream.
GROUP = "ingest"

# Hash site_id -> number of events accepted into this shard's stream. Written by the tracker in the flush itself.
ACCEPTED = "accepted:{%d}"

# Hash "site_id:stored", "site_id:duplicates", "site_id:dead" -> number; lines that cannot be decoded are of site 0.
# Written by ingest together with the ack.
SETTLED = "settled:{%d}"

# String: the worker that may read this shard, with a time to live. Written and removed by ingest.
LEASE = "lease:{%d}"

# String, expires: the command for which no worker reads new entries of this shard, while figures are rebuilt, a person
# is erased or a backup is made. Written and removed by those commands; batches in flight are still finished.
PAUSE = "paused:{%d}"

# String, expires: the ingest worker that writes to a ClickHouse cluster. Written and removed by ingest.
WRITE_TURN = "write-turn"

# Sorted set: live ingest workers, scored by the milliseconds of the Redis clock at which they count as dead unless
# they report again. Written and trimmed by ingest.
WORKERS = "ingest-workers"

# Stream of entries that could not be decoded or stored: fields shard, entry, reason, value. Trimmed only by
# `prm dead-letter`.
DEAD_LETTER = "dead-letter"

# String, expires after two months: the key under which ingest hashes the addresses of a month, where Redis is not the
# embedded one. Written by ingest; in no backup.
ADDRESS_KEY = "address-key:%s"

# String: the registry's snapshot for the tracker (see events.snapshot). Written by whoever changes the registry.
SNAPSHOT = "snapshot"

# String: the version of SNAPSHOT, in its slot, so that the tracker fetches the long value only when it changed.
SNAPSHOT_VERSION = "{snapshot}:version"

# Hash key_id -> milliseconds at which a tracker last accepted a batch under that secret key, or the console a call.
# Written by both, read by the registry; never trimmed, for it has one field a key.
KEY_USES = "key-uses"

# Hash ``level``, ``at_ms``: the token bucket of an address or a site that all tracker workers share, under a keyed
# hash of its name. Written by the tracker, expires when it is full again.
RATE = "rate:%s"

# Hash ``attempts``, ``pause_ends_ms``: attempts to sign in of an account, of a known device, or that failed of a
# network, under the hash of its name. Written by the console, expires.
SIGN_IN_ATTEMPTS = "sign-in:%s"

# String, expires: what became of a test event (see events.test_outcome); site, event id. Written by ingest after the
# batch is settled, never overwritten; read by the tracker.
TEST_OUTCOME = "test-outcome:{%d:%s}"

# List: test events that want a credit preview (see events.test_outcome). Appended and cut by ingest, emptied by the
# worker, expires.
CREDIT_REQUESTS = "credit-requests"

# String, expires: who would be credited for a sale after a test event; site, event id. Written by the worker, read by
# the tracker.
CREDIT_PREVIEW = "credit-preview:{%d:%s}"

# String, expires: the process that runs the fraud rules, or the command that keeps others from it.
FRAUD_LOCK = "fraud-lock"

# String, expires: the process that settles paths, or the command that keeps others from it.
SETTLER_LOCK = "settler-lock"

# String, expires: present while a worker (`prm worker`) reports that it runs. Written by the worker.
WORKER_SEEN = "worker-seen"
