"""Redis for all but the edge: one server, or the nodes of a Redis Cluster.

- ``connection``: opens a client for an address
- ``cluster``: a Redis Cluster that is used like one Redis
- ``lock``: a key that names its holder and expires; ``renewal``: renews it beside the work that needs it
- ``held_lock``: both together; ``turns``: work that is done again and again under such a lock
- ``rewrite``: rewrites the append-only files without what was removed
- ``diagnosis``: version and persistence of a Redis, and the remedy for a fault
"""
