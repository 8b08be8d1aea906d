"""Redis for all but the edge: one server, or the nodes of a Redis Cluster.

- ``connection``: opens a client for an address
- ``cluster``: a Redis Cluster that is used like one Redis
- ``renewal``: renews a lock, a lease or a pause beside the work that needs it
- ``diagnosis``: version and persistence of a Redis, and the remedy for a fault
"""
