"""Sends a file of past events to the tracker; a run that was killed is continued by the next one."""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

import httpx2

from events.ids import derive_event_id
from settings.files import write_file
from transfer.delivery import send_events
from transfer.event_files import PLAIN, Row, read_row_groups
from transfer.reading.dialect import UTF_8, Dialect
from transfer.reading.rule import Rule

BATCH_ROWS = 2_000
_LATEST_ID_MS = 1 << 47


@dataclass(slots=True)
class Progress:
    """How much of the file is done, in rows of the file and in events; written to a file of its own after each batch.

    ``import_id`` is on every event. ``first_ms``: the earliest event that was accepted; 0 for none.
    """

    import_id: str = ""
    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    first_ms: int = 0
    ignored: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not accepted and why."""

    line: int
    field: str
    reason: str
    row: dict[str, Any]


class TimestampInvalid(ValueError):
    """``reason`` is the tracker's word for it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Source:
    """A file and how it is read."""

    file: Path
    file_format: str
    rule: Rule = PLAIN
    dialect: Dialect = UTF_8


@dataclass(frozen=True, slots=True)
class Backfill:
    """A file to send; ``parse_timestamp`` returns milliseconds or raises :class:`TimestampInvalid`.

    ``show_position`` is called with the bytes read so far, ``show_rejected`` with a count and a rejected row,
    ``record`` before each batch and at the end; it raises where nothing more is to be sent.
    """

    source: Source
    progress_file: Path
    # Of the installation: ids that follow from a row's content are keyed by it.
    secret: bytes
    parse_timestamp: Callable[[object], int]
    show_position: Callable[[int], None]
    show_rejected: Callable[[int, RejectedRow], None]
    record: Callable[[Progress], None]


def send_file(client: httpx2.Client, backfill: Backfill, progress: Progress) -> Progress:
    """Continues where ``progress`` stopped; rejected rows go to FILE.rejected.ndjson."""
    source = backfill.source
    with source.file.open("rb") as raw, _open_rejected(source.file, progress) as rejected_file:
        groups = read_row_groups(raw, source.file_format, source.rule, source.dialect)
        rest = islice(groups, progress.rows, None)
        while batch := tuple(islice(rest, BATCH_ROWS)):
            backfill.record(progress)
            rejected = _send_batch(client, batch, backfill, progress)
            _write_rejected(rejected, progress.rejected, rejected_file, backfill)
            progress.rows += len(batch)
            progress.rejected += len(rejected)
            _write_progress(backfill.progress_file, progress)
            backfill.show_position(raw.tell())
    backfill.record(progress)
    return progress


def name_progress_file(data_dir: Path, file: Path, site_id: int) -> Path:
    """Another file, a changed one or another site is a run of its own."""
    facts = file.stat()
    run = f"{file.resolve()} {facts.st_size} {facts.st_mtime_ns} {site_id}"
    return data_dir / "backfill" / f"{hashlib.sha256(run.encode()).hexdigest()[:16]}.json"


def name_rejected_file(file: Path) -> Path:
    """Where the rows of a file go that are not accepted."""
    return file.with_name(file.name + ".rejected.ndjson")


def make_event(
    row: Row, parse_timestamp: Callable[[object], int], import_id: str, secret: bytes
) -> tuple[dict[str, Any], str, str]:
    """The event with an id that follows from content and line; or the field and the reason why there is none."""
    if row.problem:
        return {}, row.field, row.problem
    if "timestamp" not in row.fields:
        return {}, "timestamp", "missing"
    try:
        # The tracker rejects a time that no id can hold.
        timestamp_ms = min(max(parse_timestamp(row.fields["timestamp"]), 0), _LATEST_ID_MS)
    except TimestampInvalid as exc:
        return {}, "timestamp", exc.reason
    content = json.dumps([row.number, row.fields], sort_keys=True, default=str).encode()
    # Ids outlive their events: without the key nobody can find out what is personal in a row by trying.
    keyed = hmac.digest(secret, content, hashlib.sha256)
    named = {"event_id": derive_event_id(timestamp_ms, keyed), **row.fields}
    return {**named, "import_id": import_id}, "", ""


def make_events(
    rows: Iterable[Row], parse_timestamp: Callable[[object], int], import_id: str, secret: bytes
) -> tuple[list[tuple[Row, dict[str, Any]]], list[RejectedRow]]:
    """The events of rows that count, and the rows of which none can be made."""
    made = [(row, *make_event(row, parse_timestamp, import_id, secret)) for row in rows if not row.ignored]
    rejected = [RejectedRow(row.number, field, reason, _list_cells(row)) for row, _, field, reason in made if reason]
    return [(row, event) for row, event, _, reason in made if not reason], rejected


def count_ignored(rows: Iterable[Row]) -> Counter[str]:
    """How many rows do not count, by why."""
    return Counter(row.ignored for row in rows if row.ignored)


def read_progress(path: Path) -> Progress:
    """What a run that was killed has left; an empty one where there is nothing."""
    try:
        return Progress(**json.loads(path.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        # An empty file after a power cut; rows that are sent again are counted as duplicates.
        return Progress()


def _send_batch(
    client: httpx2.Client, batch: tuple[list[Row], ...], backfill: Backfill, progress: Progress
) -> list[RejectedRow]:
    rows = list(chain.from_iterable(batch))
    good, rejected = make_events(rows, backfill.parse_timestamp, progress.import_id, backfill.secret)
    refused: set[int] = set()
    if good:
        for each in send_events(client, [json.dumps(event, default=str).encode() for _, event in good]):
            row = good[each.index][0]
            refused.add(each.index)
            rejected.append(RejectedRow(row.number, each.field, each.reason, _list_cells(row)))
    accepted = [event for index, (_, event) in enumerate(good) if index not in refused]
    progress.accepted += len(accepted)
    progress.ignored = dict(Counter(progress.ignored) + count_ignored(rows))
    moments = [backfill.parse_timestamp(event["timestamp"]) for event in accepted]
    progress.first_ms = min([*moments, *([progress.first_ms] if progress.first_ms else [])], default=0)
    return sorted(rejected, key=lambda each: each.line)


def _list_cells(row: Row) -> dict[str, Any]:
    return {name: value for name, value in (row.cells or row.fields).items() if value not in (None, "", {})}


def _write_rejected(rejected: list[RejectedRow], before: int, file: IO[str], backfill: Backfill) -> None:
    for number, each in enumerate(rejected, before + 1):
        file.write(json.dumps(asdict(each), default=str) + "\n")
        backfill.show_rejected(number, each)
    file.flush()


def _open_rejected(file: Path, progress: Progress) -> IO[str]:
    """Emptied by a new run; a run that continues keeps the lines it has counted."""
    path = name_rejected_file(file)
    lines = path.read_text().splitlines(keepends=True) if progress.rejected and path.exists() else []
    path.write_text("".join(lines[: progress.rejected]))
    return path.open("a")


def _write_progress(path: Path, progress: Progress) -> None:
    write_file(path, [json.dumps(asdict(progress)).encode()])
