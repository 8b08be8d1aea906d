"""Sends a web server's access log to the tracker; sent again, it stores nothing new."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import httpx2

from transfer.access_log import make_events, open_log
from transfer.delivery import send_events

BATCH_EVENTS = 1_000
_UNPARSABLE_SHOWN = 5


@dataclass(slots=True)
class ReplaySummary:
    """How many lines there were and what became of them; ``unparsable_lines`` are the first few."""

    lines: int = 0
    parsable: int = 0
    unparsable: int = 0
    unparsable_lines: list[int] = field(default_factory=list)
    accepted: int = 0
    rejected: Counter[str] = field(default_factory=Counter)

    def count_line(self, parsable: bool) -> None:
        """Counts one line and remembers where the first unparsable ones are."""
        self.lines += 1
        self.parsable += parsable
        self.unparsable += not parsable
        if not parsable and len(self.unparsable_lines) < _UNPARSABLE_SHOWN:
            self.unparsable_lines.append(self.lines)


def replay_log(
    client: httpx2.Client, file: Path, host: str, secret: bytes, show_position: Callable[[int], None]
) -> ReplaySummary:
    """``host`` completes the addresses of the log, ``secret`` is the installation's.

    ``show_position`` is called with the bytes read so far.
    """
    summary = ReplaySummary()
    lines, raw = open_log(file)
    with lines, raw:
        events = _count_lines(make_events(iter(lines), host, secret), summary)
        while batch := list(islice(events, BATCH_EVENTS)):
            _send_batch(client, batch, summary)
            show_position(raw.tell())
    return summary


def _count_lines(events: Iterator[dict[str, object] | None], summary: ReplaySummary) -> Iterator[dict[str, object]]:
    for event in events:
        summary.count_line(event is not None)
        if event is not None:
            yield event


def _send_batch(client: httpx2.Client, batch: list[dict[str, object]], summary: ReplaySummary) -> None:
    rejected = send_events(client, [json.dumps(event).encode() for event in batch])
    summary.accepted += len(batch) - len(rejected)
    summary.rejected.update(f"{each.field}:{each.reason}" for each in rejected)
