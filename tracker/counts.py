"""What one worker counted since it started."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Counts:
    """Plain numbers, written by the one thread of the worker; ``/metrics`` shows them."""

    accepted: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    unknown_fields: int = 0
    unrecorded_clicks: int = 0
    flushes: int = 0
    flushed_events: int = 0
    flush_failures: int = 0
    spooled: int = 0
    drained: int = 0
    spool_damaged_bytes: int = 0


def render_counts(counts: Counts, worker: int) -> str:
    """The counts in Prometheus' text format."""
    lines = []
    for name, help_text, value in (
        ("accepted", "Events that Redis has.", counts.accepted),
        ("unknown_fields", "Fields of events that nobody knows, ignored.", counts.unknown_fields),
        ("unrecorded_clicks", "Redirects answered although their click could not be kept.", counts.unrecorded_clicks),
        ("flushes", "Round trips to Redis.", counts.flushes),
        ("flushed_events", "Events in those round trips.", counts.flushed_events),
        ("flush_failures", "Round trips that failed.", counts.flush_failures),
    ):
        lines += _head(name, help_text)
        lines.append(f'prm_tracker_{name}_total{{worker="{worker}"}} {value}')
    lines += _head("rejected", "Events and beacons that were refused, by reason.")
    for reason, value in sorted(counts.rejected.items()):
        lines.append(f'prm_tracker_rejected_total{{worker="{worker}",reason="{reason}"}} {value}')
    return "\n".join(lines) + "\n"


def _head(name: str, help_text: str) -> list[str]:
    return [f"# HELP prm_tracker_{name}_total {help_text}", f"# TYPE prm_tracker_{name}_total counter"]
