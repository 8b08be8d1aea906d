"""What the tracker knows of the registry: the last published snapshot, laid out for look-ups.

- ``view``: follows the snapshot in Redis and keeps it on disk
- ``index``: sites, keys and links of one snapshot
- ``unknown_site``: looks a second time before anything is rejected as unknown
"""
