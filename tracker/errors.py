"""What can go wrong between the edge and its buffer."""


class BufferUnavailable(Exception):
    """Nobody answers, or not in time; whether the events were written is unknown, so they may be sent again."""


class BufferFull(Exception):
    """The buffer answers and refuses to take more: no memory, no disk, or too much is waiting."""
