"""What can go wrong between the tracker and its buffer."""

from collections.abc import Collection


class BufferUnavailable(Exception):
    """Redis does not answer, or not in time; whether the events were written is unknown, so they may be sent again.

    Where only some ``shards`` of a flush failed, the others are written.
    """

    def __init__(self, message: str, shards: Collection[int] | None = None) -> None:
        super().__init__(message)
        self.shards = shards


class BufferFull(Exception):
    """The buffer accepts no more: no memory, no disk, or too much is waiting."""
