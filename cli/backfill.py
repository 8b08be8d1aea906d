"""`prm backfill`: a file of past events by way of the tracker; killed and begun again it ends with the same result."""

import hashlib
import json
import sys
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

import click
import httpx2

from cli.options import choose_settings, data_dir_option, json_option, print_json
from cli.registry_access import borrow_key, choose_site
from cli.replay_log import find_tracker
from events.ids import derive_event_id
from events.snapshot import WRITE_EVENTS
from settings.files import write_file
from settings.processes import InstallationSettings
from tracker.parsing.rejection import FieldRejected
from tracker.parsing.times import parse_timestamp
from transfer.delivery import send_lines
from transfer.event_files import Row, choose_format, read_rows

BATCH_ROWS = 2_000
_REFUSALS_SHOWN = 10


@dataclass(slots=True)
class Progress:
    """How far the file is done; kept beside it in the data directory after each batch."""

    rows: int = 0
    accepted: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken and why; ``row`` as it was read."""

    line: int
    field: str
    reason: str
    row: dict[str, Any]


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--site", default=None, metavar="SITE", help="Id, site key or name; may be left out if there is one.")
@click.option("--format", "file_format", type=click.Choice(["csv", "ndjson", "parquet"]), help="Else by the name.")
@click.option("--tracker", default=None, metavar="URL", help="Address of the tracker; else the one `prm up` started.")
@click.option("--key", default=None, help="Secret key; else one is made for this run and revoked after it.")
@json_option
@data_dir_option
def backfill(
    file: Path,
    site: str | None,
    file_format: str | None,
    tracker: str | None,
    key: str | None,
    as_json: bool,
    data_dir: Path | None,
) -> None:
    """Send a file of past events, in the fields of POST /v1/events.

    Every row names its timestamp. Refused rows go to FILE.refused.ndjson with their line and reason. A row without
    event_id is named by its content and its place, so that the same file sent again stores nothing new.
    """
    chosen = choose_format(file, file_format)
    site_id, _ = choose_site(data_dir, site)
    kept = choose_settings(InstallationSettings, data_dir).data_dir / "backfill" / f"{_name_run(file, site_id)}.json"
    with nullcontext(key) if key else borrow_key(data_dir, site_id, "backfill", [WRITE_EVENTS]) as secret_key:
        headers = {"Authorization": f"Bearer {secret_key}", "Content-Type": "application/x-ndjson"}
        with httpx2.Client(base_url=tracker or find_tracker(data_dir), headers=headers, timeout=60) as client:
            progress = _send_file(client, file, chosen, kept)
    kept.unlink(missing_ok=True)
    if as_json:
        print_json(asdict(progress))
    else:
        click.echo(f"{progress.rows:,} rows, {progress.accepted:,} accepted, {progress.refused:,} refused")


def _send_file(client: httpx2.Client, file: Path, file_format: str, kept: Path) -> Progress:
    progress = _read_progress(kept)
    with (
        file.open("rb") as raw,
        _open_refused(file, progress) as refused_file,
        click.progressbar(length=file.stat().st_size, label=file.name, file=sys.stderr) as bar,
    ):
        rows = islice(read_rows(raw, file_format), progress.rows, None)
        while batch := tuple(islice(rows, BATCH_ROWS)):
            refused = _send_batch(client, batch)
            _tell(refused, progress.refused, refused_file)
            progress.rows += len(batch)
            progress.accepted += len(batch) - len(refused)
            progress.refused += len(refused)
            _keep_progress(kept, progress)
            bar.update(max(0, raw.tell() - bar.pos))
    return progress


def _send_batch(client: httpx2.Client, batch: tuple[Row, ...]) -> list[Refused]:
    named = [(row, *_name_event(row)) for row in batch]
    refused = [Refused(row.number, field, reason, row.fields) for row, _, field, reason in named if reason]
    good = [(row, event) for row, event, _, reason in named if not reason]
    if good:
        lines = [json.dumps(event, default=str).encode() for _, event in good]
        refused += [
            Refused(good[each.index][0].number, each.field, each.reason, good[each.index][0].fields)
            for each in send_lines(client, lines)
        ]
    return sorted(refused, key=lambda each: each.line)


def _name_event(row: Row) -> tuple[dict[str, Any], str, str]:
    """The event with its id; or the field and the reason why there is none."""
    if row.problem:
        return {}, "", row.problem
    if "timestamp" not in row.fields:
        return {}, "timestamp", "missing"
    try:
        timestamp_ms = parse_timestamp("timestamp", row.fields["timestamp"])
        # A moment that no id can hold is refused by the tracker.
        timestamp_ms = min(max(timestamp_ms, 0), 1 << 47)
    except FieldRejected as exc:
        return {}, "timestamp", exc.rejected.reason.value
    content = json.dumps([row.number, row.fields], sort_keys=True, default=str).encode()
    return {"event_id": derive_event_id(timestamp_ms, content), **row.fields}, "", ""


def _tell(refused: list[Refused], before: int, file: IO[str]) -> None:
    for number, each in enumerate(refused, before):
        file.write(json.dumps(asdict(each), default=str) + "\n")
        if number < _REFUSALS_SHOWN:
            click.echo(f"\nline {each.line}: {' '.join(filter(None, (each.field, each.reason)))}", err=True)
    file.flush()


def _open_refused(file: Path, progress: Progress) -> IO[str]:
    """Begun anew by a new run; a run that goes on keeps the lines it had counted."""
    path = file.with_name(file.name + ".refused.ndjson")
    lines = path.read_text().splitlines(keepends=True) if progress.refused and path.exists() else []
    path.write_text("".join(lines[: progress.refused]))
    return path.open("a")


def _name_run(file: Path, site_id: int) -> str:
    facts = file.stat()
    return hashlib.sha256(f"{file.resolve()} {facts.st_size} {facts.st_mtime_ns} {site_id}".encode()).hexdigest()[:16]


def _read_progress(kept: Path) -> Progress:
    try:
        return Progress(**json.loads(kept.read_text()))
    except FileNotFoundError:
        return Progress()


def _keep_progress(kept: Path, progress: Progress) -> None:
    write_file(kept, [json.dumps(asdict(progress)).encode()])
