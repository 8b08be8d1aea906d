"""What ends the work on a batch before it is settled, and what keeps it from beginning."""


class LeaseLost(Exception):
    """Another worker may own the shard by now; its entries are left to the owner."""


class Stopping(Exception):
    """The worker was asked to stop while it waited for the warehouse; the batch stays unacknowledged."""


class ShardPaused(Exception):
    """A command has asked that nothing new is read of this shard for a while; what was in flight may be finished."""


class ShardsMissing(Exception):
    """Redis has shards that the setting does not know; without them events would wait for ever."""
