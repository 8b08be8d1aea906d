"""Sends an access log to the tracker; sent again, it stores nothing new."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import chain, islice

import httpx2

from transfer.access_logs.formats import SAMPLE_LINES, LogFormat, choose_format, show_line
from transfer.access_logs.log_events import EventMaker, EventRules, LogEvent
from transfer.access_logs.request import Fields, make_request
from transfer.access_logs.skip_rules import SkipReason
from transfer.access_logs.visits import Visits
from transfer.delivery import send_events

BATCH_EVENTS = 1_000
_SHOWN_LINES = 5
_PROGRESS_LINES = 1_000
# Refs are written by anybody: beyond so many they are counted as one.
_MOST_REFS = 10_000
_OTHER_REFS = "(others)"


@dataclass(frozen=True, slots=True)
class Replay:
    """``source`` names the log in messages; ``zone`` is that of times which name none.

    ``show_progress`` is called with the number of lines now and then.
    """

    source: str
    format_name: str
    pattern: str
    zone: tzinfo
    visit_minutes: int
    rules: EventRules
    show_progress: Callable[[int], None]


@dataclass(slots=True)
class ReplaySummary:
    """How many lines there were and what became of them; of the unparsable ones the first few are kept."""

    format: str
    lines: int = 0
    parsable: int = 0
    unparsable: int = 0
    unparsable_lines: list[int] = field(default_factory=list)
    unparsable_texts: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    other_hosts: list[str] = field(default_factory=list)
    visits: int = 0
    pageviews: int = 0
    clicks: Counter[str] = field(default_factory=Counter)
    accepted: int = 0
    rejected: Counter[str] = field(default_factory=Counter)

    def count_unparsable(self, line: str) -> None:
        self.unparsable += 1
        if self.unparsable <= _SHOWN_LINES:
            self.unparsable_lines.append(self.lines)
            self.unparsable_texts.append(show_line(line))

    def count_skipped(self, reason: SkipReason, host: str) -> None:
        self.skipped[reason.value] += 1
        if reason is SkipReason.OTHER_HOST and host not in self.other_hosts and len(self.other_hosts) < _SHOWN_LINES:
            self.other_hosts.append(host)

    def count_event(self, event: LogEvent) -> None:
        self.visits += event.is_new_visit
        self.pageviews += not event.is_click
        if event.is_click:
            is_known = event.ref in self.clicks or len(self.clicks) < _MOST_REFS
            self.clicks[event.ref if is_known else _OTHER_REFS] += 1


def replay_log(lines: Iterator[str], replay: Replay, client: httpx2.Client | None) -> ReplaySummary:
    """Without a client nothing is sent, only counted. Raises :class:`TransferFailed` for a log in no known format."""
    sample = list(islice(lines, SAMPLE_LINES))
    log_format = choose_format(replay.format_name, replay.pattern, sample, replay.source)
    summary = ReplaySummary(log_format.title)
    events = _make_events(chain(sample, lines), log_format, replay, summary)
    while batch := list(islice(events, BATCH_EVENTS)):
        if client:
            _send_batch(client, batch, summary)
    replay.show_progress(summary.lines)
    return summary


def _make_events(
    lines: Iterator[str], log_format: LogFormat, replay: Replay, summary: ReplaySummary
) -> Iterator[dict[str, object]]:
    parse = log_format.make_parser()
    maker = EventMaker(replay.rules, Visits(replay.visit_minutes * 60_000))
    for line in lines:
        summary.lines += 1
        if summary.lines % _PROGRESS_LINES == 0:
            replay.show_progress(summary.lines)
        fields = parse(line)
        # An empty line, a directive or another record of the server.
        if not fields and (fields is not None or not line.strip()):
            continue
        made = _make_event(line, fields, maker, replay, summary) if fields else None
        if made is None:
            summary.count_unparsable(line)
            continue
        summary.parsable += 1
        if made:
            yield made


def _make_event(
    line: str, fields: Fields, maker: EventMaker, replay: Replay, summary: ReplaySummary
) -> dict[str, object] | None:
    """Empty for a request that is skipped, None if the line is none."""
    try:
        request = make_request(fields, replay.zone)
    except (ValueError, OverflowError):
        return None
    event = maker.make_event(line, request)
    if isinstance(event, SkipReason):
        summary.count_skipped(event, request.host)
        return {}
    summary.count_event(event)
    return event.fields


def _send_batch(client: httpx2.Client, batch: list[dict[str, object]], summary: ReplaySummary) -> None:
    rejected = send_events(client, [json.dumps(event).encode() for event in batch])
    summary.accepted += len(batch) - len(rejected)
    summary.rejected.update(f"{each.field}:{each.reason}" for each in rejected)
