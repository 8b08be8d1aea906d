"""What an import would do: its events are parsed as the tracker parses them and compared to what is stored."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from events.enums import Source
from events.event import Event
from ingest.columns import make_columns
from ingest.conversion_keys import list_conversion_keys
from ingest.duplicates.repeats import decide_rows, make_report
from ingest.duplicates.reports import ConversionKey, StoredReport
from ingest.duplicates.stored import Stored, query_stored_ids, query_stored_reports
from tracker.parsing.arrival import Arrival
from tracker.parsing.event import parse_event
from tracker.parsing.rejection import Rejected
from transfer.backfill import RejectedRow
from transfer.event_files import Row
from warehouse.interface import Warehouse

# A hash that no batch of ingest has.
_NO_BATCH = 1


@dataclass(slots=True)
class Preview:
    """Counts of a file's events; its ids and conversions are kept in memory, some 200 bytes an event.

    ``warehouse`` None: only repetitions within the file are found.
    """

    site_id: int
    secret: bytes
    warehouse: Warehouse | None
    accepted: int = 0
    duplicates: int = 0
    _ids: set[tuple[int, str]] = field(default_factory=set)
    _reports: dict[ConversionKey, list[StoredReport]] = field(default_factory=dict)

    def judge(self, made: Sequence[tuple[Row, dict[str, Any]]]) -> list[RejectedRow]:
        """Counts these events and returns the rejected ones."""
        arrival = Arrival(Source.SERVER.value, int(time.time() * 1000))
        events: list[Event] = []
        rejected: list[RejectedRow] = []
        for row, raw in made:
            event = parse_event(raw, self.site_id, arrival, self.secret)
            if isinstance(event, Rejected):
                rejected.append(RejectedRow(row.number, event.field, event.reason.value, row.fields))
            else:
                events.append(event)
        if events:
            self._count(events)
        return rejected

    def _count(self, events: Sequence[Event]) -> None:
        columns = make_columns(events)
        keys = {
            row: ConversionKey(self.site_id, key, is_test=columns["traffic"][row] == "test")
            for row, key in list_conversion_keys(columns).items()
        }
        stored = self._query_stored(columns, keys.values())
        repeats, decisions = decide_rows(columns, keys, stored)
        self.duplicates += len(repeats)
        self.accepted += len(events) - len(repeats)
        self._ids.update((self.site_id, each.event_id) for row, each in enumerate(events) if row not in repeats)
        for row, key in keys.items():
            if key.key and row not in repeats:
                report = decisions.later.get(row) or StoredReport(make_report(columns, row), events[row].event_id, 0)
                self._reports.setdefault(key, []).append(report)

    def _query_stored(self, columns: Any, keys: Iterable[ConversionKey]) -> Stored:
        named = list(keys)
        ids: set[tuple[int, str]] = set(self._ids)
        reports = {key: list(self._reports[key]) for key in named if key in self._reports}
        if self.warehouse:
            ids |= query_stored_ids(self.warehouse, columns, _NO_BATCH)[0]
            for key, found in query_stored_reports(self.warehouse, named, _NO_BATCH).items():
                reports[key] = [*found, *reports.get(key, [])]
        # An import signs nothing.
        return Stored(ids, frozenset(), reports, {})
