"""What ends the work on a batch before it is settled, or keeps it from starting."""


class LeaseLost(Exception):
    """Another worker may hold the shard by now; its entries are left to that worker."""


class BatchWritten(Exception):
    """A batch that seemed to be new is stored, in part at least: Redis has forgotten that it was delivered before."""


class Stopping(Exception):
    """The worker was asked to stop while it waited for the warehouse; the batch stays unacknowledged."""


class ShardPaused(Exception):
    """A command has paused this shard: nothing new is read; what was in flight may be finished."""


class BatchInFlight(Exception):
    """Redis has delivered entries that this worker has not seen, since their answer was lost; they are read first."""


class ShardsMissing(Exception):
    """Redis has more shards than PRM_SHARDS; the events of the others would wait forever."""
