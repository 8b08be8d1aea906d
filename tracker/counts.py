"""What one worker counted since it started."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(slots=True)
class Histogram:
    """How many values fell under which bound; ``counts`` has one more entry, for what exceeds the last bound."""

    bounds: tuple[float, ...]
    counts: list[int] = field(default_factory=list)
    total: float = 0.0

    def __post_init__(self) -> None:
        self.counts = self.counts or [0] * (len(self.bounds) + 1)

    def observe(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


def _counter(help_text: str) -> Any:
    return field(default=0, metadata={"help": help_text})


def _size_histogram() -> Histogram:
    return Histogram((1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000))


def _time_histogram() -> Histogram:
    return Histogram((0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5))


@dataclass(slots=True)
class Counts:
    """Plain numbers, written by the one thread of the worker; ``/metrics`` exposes each under its name."""

    accepted: int = _counter("Events answered with 202: Redis has them, or the spool.")
    spooled: int = _counter("Accepted events that went to the spool, because Redis was away.")
    drained: int = _counter("Events brought from the spool to Redis.")
    spool_damaged_bytes: int = _counter("Damaged bytes of the spool; the files are kept.")
    unknown_fields: int = _counter("Unknown fields of events, ignored.")
    left_out: int = _counter("Fields left out of events that were accepted, such as malformed e-mail addresses.")
    wrong_signatures: int = _counter("Events whose signature was wrong; they count as the browser's alone.")
    unrecorded_clicks: int = _counter("Redirects answered although their click could not be recorded.")
    flushes: int = _counter("Flushes that were stored, in Redis or the spool.")
    flush_failures: int = _counter("Flushes that could be stored nowhere, so all their events were rejected.")
    unreconciled_limits: int = _counter("Rate limits that could not be synchronised between workers.")
    rejected: Counter[str] = field(default_factory=Counter)
    flush_events: Histogram = field(default_factory=_size_histogram, metadata={"help": "Events in one flush."})
    flush_seconds: Histogram = field(default_factory=_time_histogram, metadata={"help": "Time of one flush."})


def list_counters() -> list[tuple[str, str]]:
    """Name and help of each plain number."""
    return [(each.name, each.metadata["help"]) for each in fields(Counts) if each.type in (int, "int")]


def list_histograms() -> list[tuple[str, str]]:
    """Name and help of each histogram."""
    return [(each.name, each.metadata["help"]) for each in fields(Counts) if each.type in (Histogram, "Histogram")]
