"""What `prm backfill` prints: how a file is read, its first rows, and what became of all of them."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import click

from cli.options import print_json
from transfer.backfill import Progress, RejectedRow, Source
from transfer.event_files import Row
from transfer.reading.amounts import write_major
from transfer.reading.plan import ColumnUse

_REJECTIONS_SHOWN = 10
_EXAMPLES = 5


@dataclass(slots=True)
class Outcome:
    """``rows`` of the file; ``accepted``, ``duplicates`` and ``rejected`` are events, of which a row may make two.

    ``duplicates`` None: it is not known yet, and ``accepted`` counts them too.
    """

    is_preview: bool = False
    import_id: str = ""
    rows: int = 0
    accepted: int = 0
    duplicates: int | None = None
    rejected: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[int, dict[str, Any]]] = field(default_factory=list)

    @classmethod
    def of_progress(cls, progress: Progress, counts: tuple[int, int] | None) -> Self:
        """Of a file that is sent; ``counts`` are what was stored of it and what was not, if that is known."""
        duplicates = counts[1] if counts else None
        accepted = progress.accepted - (duplicates or 0)
        ignored = Counter(progress.ignored)
        return cls(False, progress.import_id, progress.rows, accepted, duplicates, progress.rejected, ignored)

    def add_examples(self, made: Iterable[tuple[Row, dict[str, Any]]]) -> None:
        """Keeps the first events."""
        for row, _ in made:
            if len(self.examples) >= _EXAMPLES:
                return
            self.examples.append((row.number, row.fields))


def print_plan(source: Source, uses: Sequence[ColumnUse], *, is_whole: bool, as_json: bool) -> None:
    """What becomes of each column; of an import only what is not read."""
    unknown = [each.column for each in uses if not each.is_known]
    if is_whole and not as_json:
        preset = source.rule.preset
        kind = f"read as {preset.name}" if preset else "read by its own headings"
        if source.file_format == "csv":
            kind += f", {source.dialect.encoding.removesuffix('-sig')}, separated by {source.dialect.delimiter!r}"
        click.echo(f"{source.file.name}: {kind}, amounts in {'major' if source.rule.is_major else 'minor'} units")
        width = max((len(each.column) for each in uses), default=0)
        for each in uses:
            click.echo(f"  {each.column.ljust(width)}  {_describe_use(each)}")
    if unknown:
        click.echo(f"not read: {', '.join(unknown)}; say what a column is with --map COLUMN=FIELD", err=True)


def print_outcome(outcome: Outcome, rejected_file: Path, as_json: bool) -> None:
    """The counts; of a preview the first events before them. ``rejected_file`` has the rows that were not accepted."""
    if as_json:
        print_json(_describe(outcome))
        return
    for number, fields in outcome.examples:
        click.echo(f"line {number}: {_describe_event(fields)}")
    parts = [f"{outcome.rows:,} rows", f"{outcome.accepted:,} events {'would be ' * outcome.is_preview}accepted"]
    if outcome.duplicates is None:
        parts.append("duplicates among them are not known yet (prm import list)")
    else:
        parts.append(f"{outcome.duplicates:,} duplicates")
    parts.append(f"{outcome.rejected:,} refused")
    click.echo(", ".join(parts))
    for reason, count in outcome.ignored.items():
        click.echo(f"rows that do not count, {reason}: {count:,}")
    if outcome.rejected and not outcome.is_preview:
        click.echo(f"correct the refused rows in {rejected_file}, or take all back (prm import undo)", err=True)
    if outcome.import_id:
        click.echo(f"import {outcome.import_id}; take it back: prm import undo {outcome.import_id}")


def show_rejected(number: int, row: RejectedRow) -> None:
    """The first few, on standard error."""
    if number <= _REJECTIONS_SHOWN:
        click.echo(
            f"\nline {row.line}: {' '.join(filter(None, (row.field, row.reason)))}{_advise(row.reason)}", err=True
        )


def _advise(reason: str) -> str:
    return {
        "ambiguous_amount": " (name the sign before cents: --decimal)",
        "ambiguous_date": " (say which comes first: --dates dmy or mdy)",
        "not_an_integer": " (amounts like 49.90 need --major-units)",
        "unknown_partner": " (create the partner first: prm partner import)",
    }.get(reason, "")


def _describe_use(use: ColumnUse) -> str:
    if use.fields:
        return "→ " + ", ".join(use.fields)
    return "(not needed)" if use.is_known else "? not read"


def _describe_event(fields: dict[str, Any]) -> str:
    shown = dict(fields)
    if isinstance(shown.get("timestamp"), int):
        shown["timestamp"] = datetime.fromtimestamp(shown["timestamp"] / 1000, UTC).isoformat()
    for name in ("amount", "refunded_total"):
        if isinstance(shown.get(name), int) and isinstance(shown.get("currency"), str):
            shown[name] = f"{write_major(shown[name], shown['currency'])}"
    return json.dumps(shown, ensure_ascii=False, default=str)


def _describe(outcome: Outcome) -> dict[str, Any]:
    counts: dict[str, Any] = {
        "rows": outcome.rows,
        "accepted": outcome.accepted,
        "duplicates": outcome.duplicates,
        "rejected": outcome.rejected,
        "refused": outcome.rejected,
        "ignored": dict(outcome.ignored),
    }
    if outcome.is_preview:
        return {**counts, "first_events": [{"line": number, **fields} for number, fields in outcome.examples]}
    return {"import_id": outcome.import_id, **counts}
