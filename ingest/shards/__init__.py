"""Which shards a worker may read, and how commands pause all of them.

- ``leases``: a worker's share of the shards, each held by a lease; ``heartbeat``: renews the leases during long work
- ``read.lua``: what a worker reads, and only while it holds the lease
- ``reader``: reads the batches of the leased shards
- ``count``: rejects fewer shards than Redis has
- ``pause``: pauses ingest while a command changes what is stored
"""
