"""The reports of the story on the streams of Redis, parsed by the tracker's own code, at the moments of the story.

``POST /v1/events`` takes events of the past as well, but from servers alone: what a browser sends counts at its
reception. So each report is parsed with the moment at which it was received in the story.
"""

import asyncio
import time
from collections.abc import Callable, Iterable

from demo.story.report import Report
from events.event import Event
from events.shards import choose_shard
from events.snapshot import EdgeSite
from reports.freshness.report import Counts
from tracker.gathered import Gathered
from tracker.parsing.arrival import Arrival
from tracker.parsing.request import parse_events
from tracker.redis.backend import choose_backend

# Events of one flush: an entry of a stream is never larger than what one request may bring.
_AT_ONCE = 2_000
_TIMEOUT_SECONDS = 30.0
_POLL_SECONDS = 0.02


class StoryRejected(Exception):
    """The tracker would not accept a report of the story."""


class HistoryStopped(Exception):
    """The installation is being stopped; the next start continues."""


def parse_reports(reports: Iterable[Report], site: EdgeSite, secret: bytes) -> list[Event]:
    """The events of the reports, as the tracker parses them; raises ``StoryRejected``."""
    events: list[Event] = []
    for report in reports:
        arrival = Arrival(str(report.source), report.received_ms, report.sender.ip, report.sender.user_agent)
        parsed = parse_events([report.raw], arrival, lambda _: site, secret)
        if parsed.rejected or parsed.left_out:
            raise StoryRejected(f"{report}: {parsed.rejected or parsed.left_out}")
        events += parsed.events
    return events


def append_events(events: list[Event], shards: int, redis_url: str) -> None:
    """On the streams of their shards, counted as accepted."""
    asyncio.run(_append_all(events, shards, redis_url))


async def _append_all(events: list[Event], shards: int, redis_url: str) -> None:
    sink = choose_backend(redis_url, _TIMEOUT_SECONDS).sink
    try:
        for start in range(0, len(events), _AT_ONCE):
            gathered = Gathered()
            for event in events[start : start + _AT_ONCE]:
                gathered.add(event, choose_shard(event, shards))
            await sink.append(gathered.flushes)
    finally:
        sink.close()


def wait_until_stored(count: Callable[[], Counts], is_stopping: Callable[[], bool]) -> None:
    """Until nothing that was accepted is on its way; raises ``HistoryStopped``."""
    while count().lag_events:
        if is_stopping():
            raise HistoryStopped
        time.sleep(_POLL_SECONDS)
