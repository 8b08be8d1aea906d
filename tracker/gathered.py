"""What waits for the next flush, by shard."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from events.event import Event, encode_event


@dataclass(slots=True)
class ShardFlush:
    """A shard's part of a flush: its encoded events, and how many of them each site has."""

    lines: list[bytes] = field(default_factory=list)
    accepted: dict[int, int] = field(default_factory=dict)


ShardFlushes = Mapping[int, ShardFlush]


@dataclass(slots=True)
class Gathered:
    """The events of one flush, and how many and how large they are."""

    flushes: dict[int, ShardFlush] = field(default_factory=dict)
    events: int = 0
    size_bytes: int = 0

    def add(self, event: Event, shard: int) -> None:
        """Encodes it for the shard's stream."""
        flush = self.flushes.get(shard)
        if flush is None:
            flush = self.flushes[shard] = ShardFlush()
        line = encode_event(event)
        flush.lines.append(line)
        flush.accepted[event.site_id] = flush.accepted.get(event.site_id, 0) + 1
        self.events += 1
        self.size_bytes += len(line)
