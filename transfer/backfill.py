"""Sends a file of past events to the tracker; a run that was killed is continued by the next one."""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

import httpx2

from events.ids import derive_event_id
from settings.files import write_file
from transfer.delivery import send_events
from transfer.event_files import Row, read_rows

BATCH_ROWS = 2_000
_LATEST_ID_MS = 1 << 47
_LONGEST_IMPORT_ID = 128


@dataclass(slots=True)
class Progress:
    """How much of the file is done; written to a file of its own after each batch."""

    rows: int = 0
    accepted: int = 0
    rejected: int = 0


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
class Backfill:
    """A file to send; ``parse_timestamp`` returns milliseconds or raises :class:`TimestampInvalid`.

    ``show_position`` is called with the bytes read so far, ``show_rejected`` with a count and a rejected row.
    """

    file: Path
    file_format: str
    progress_file: Path
    # Of the installation: ids that follow from a row's content are keyed by it.
    secret: bytes
    parse_timestamp: Callable[[object], int]
    show_position: Callable[[int], None]
    show_rejected: Callable[[int, RejectedRow], None]


def send_file(client: httpx2.Client, backfill: Backfill) -> Progress:
    """Continues where an earlier run stopped; rejected rows go to FILE.rejected.ndjson."""
    progress = _read_progress(backfill.progress_file)
    with backfill.file.open("rb") as raw, _open_rejected(backfill.file, progress) as rejected_file:
        rows = islice(read_rows(raw, backfill.file_format), progress.rows, None)
        while batch := tuple(islice(rows, BATCH_ROWS)):
            rejected = _send_batch(client, batch, backfill)
            _write_rejected(rejected, progress.rejected, rejected_file, backfill)
            progress.rows += len(batch)
            progress.accepted += len(batch) - len(rejected)
            progress.rejected += len(rejected)
            _write_progress(backfill.progress_file, progress)
            backfill.show_position(raw.tell())
    backfill.progress_file.unlink(missing_ok=True)
    return progress


def name_progress_file(data_dir: Path, file: Path, site_id: int) -> Path:
    """Another file, a changed one or another site is a run of its own."""
    facts = file.stat()
    run = f"{file.resolve()} {facts.st_size} {facts.st_mtime_ns} {site_id}"
    return data_dir / "backfill" / f"{hashlib.sha256(run.encode()).hexdigest()[:16]}.json"


def name_import(file: Path) -> str:
    """The ``import_id`` of rows that name none: the file's name, as far as an id may contain it."""
    return "".join(filter(str.isprintable, file.name))[:_LONGEST_IMPORT_ID].strip() or "import"


def make_event(
    row: Row, parse_timestamp: Callable[[object], int], import_id: str, secret: bytes
) -> tuple[dict[str, Any], str, str]:
    """The event with an id that follows from content and line; or the field and the reason why there is none."""
    if row.problem:
        return {}, "", row.problem
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
    return {**named, "import_id": named.get("import_id") or import_id}, "", ""


def _send_batch(client: httpx2.Client, batch: tuple[Row, ...], backfill: Backfill) -> list[RejectedRow]:
    import_id = name_import(backfill.file)
    made = [(row, *make_event(row, backfill.parse_timestamp, import_id, backfill.secret)) for row in batch]
    rejected = [RejectedRow(row.number, field, reason, row.fields) for row, _, field, reason in made if reason]
    good = [(row, event) for row, event, _, reason in made if not reason]
    if good:
        for each in send_events(client, [json.dumps(event, default=str).encode() for _, event in good]):
            row = good[each.index][0]
            rejected.append(RejectedRow(row.number, each.field, each.reason, row.fields))
    return sorted(rejected, key=lambda each: each.line)


def _write_rejected(rejected: list[RejectedRow], before: int, file: IO[str], backfill: Backfill) -> None:
    for number, each in enumerate(rejected, before + 1):
        file.write(json.dumps(asdict(each), default=str) + "\n")
        backfill.show_rejected(number, each)
    file.flush()


def _open_rejected(file: Path, progress: Progress) -> IO[str]:
    """Emptied by a new run; a run that continues keeps the lines it has counted."""
    path = file.with_name(file.name + ".rejected.ndjson")
    lines = path.read_text().splitlines(keepends=True) if progress.rejected and path.exists() else []
    path.write_text("".join(lines[: progress.rejected]))
    return path.open("a")


def _read_progress(path: Path) -> Progress:
    try:
        return Progress(**json.loads(path.read_text()))
    except (FileNotFoundError, ValueError):
        # An empty file after a power cut; rows that are sent again are counted as duplicates.
        return Progress()


def _write_progress(path: Path, progress: Progress) -> None:
    write_file(path, [json.dumps(asdict(progress)).encode()])
