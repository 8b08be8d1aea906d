"""The tracker's own access to Redis: commands packed by hiredis on bare connections, for the sake of speed.

- ``address``: a Redis URL; ``connection``: one connection; ``client``: one server, connected again after failures
- ``cluster``: the same for a Redis Cluster; ``backend``: chooses between the two
- ``sink``: writes a flush to the streams
- ``backlog``: memory and lag; ``rate_limits``, of ``buckets``; ``test_outcomes``: what became of test events
"""
