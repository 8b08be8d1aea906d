"""The options that say how a file of another system is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from cli.failures import CommandFailed
from tracker.parsing.event import KNOWN_FIELDS
from transfer.backfill import Source
from transfer.event_files import DERIVED_FIELDS, choose_format
from transfer.reading.dialect import DELIMITERS, ENCODINGS, Dialect, detect_dialect
from transfer.reading.moments import ORDERS
from transfer.reading.plan import Choices, ColumnUse, FieldNames, make_rule
from transfer.reading.presets import BY_NAME, WITHOUT_ORDERS
from transfer.reading.records import read_columns

_FORMATS = ("csv", "ndjson", "parquet")


@dataclass(frozen=True, slots=True)
class FileChoices:
    """``file_format``, ``encoding`` and ``delimiter``: empty where they are found out."""

    file_format: str | None
    encoding: str
    delimiter: str
    choices: Choices


def file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the parameter ``choices``, a :class:`FileChoices`."""

    @wraps(command)
    def run(**given: Any) -> Any:
        taken = {name: given.pop(name) for name in _NAMES}
        return command(**given, choices=_make_choices(**taken))

    for option in reversed(_OPTIONS):
        run = option(run)
    return run


def plan_file(
    file: Path, chosen: FileChoices, codes: Mapping[str, str], currency: str
) -> tuple[Source, list[ColumnUse]]:
    """How the file is read; ``codes`` are the partners' by e-mail address, ``currency`` the site's."""
    file_format = choose_format(file, chosen.file_format)
    dialect = detect_dialect(file, chosen.encoding, chosen.delimiter) if file_format == "csv" else Dialect()
    with file.open("rb") as opened:
        names = read_columns(opened, file_format, dialect)
    fields = FieldNames(KNOWN_FIELDS, DERIVED_FIELDS)
    rule, uses = make_rule(names, chosen.choices, fields, codes, currency)
    return Source(file, file_format, rule, dialect), uses


_OPTIONS = (
    click.option("--format", "file_format", type=click.Choice(_FORMATS), help="Default: by the file name."),
    click.option("--from", "preset", type=click.Choice([*BY_NAME, *WITHOUT_ORDERS]), default=None,
                 help="The system that exported the file; default: by its headings."),
    click.option("--map", "mapped", multiple=True, metavar="COLUMN=FIELD", help="What a column is; repeatable."),
    click.option("--set", "constants", multiple=True, metavar="FIELD=VALUE",
                 help="What stands where no column says it, like type=sale; repeatable."),
    click.option("--major-units/--minor-units", "is_major", default=None,
                 help="Amounts like 49.90, or like 4990; default: minor units, with --from major ones."),
    click.option("--decimal", type=click.Choice([".", ","]), default=None, help="The sign before cents, if not clear."),
    click.option("--zone", default="UTC", metavar="ZONE", help="Time zone of moments without one, like Europe/Berlin."),
    click.option("--dates", "order", type=click.Choice(ORDERS), default=None,
                 help="Whether 01/02/2026 is in February (dmy) or in January (mdy)."),
    click.option("--encoding", type=click.Choice(ENCODINGS), default=None, help="Default: found out."),
    click.option("--delimiter", type=click.Choice(list(DELIMITERS)), default=None, help="Default: found out."),
)  # fmt: skip
_NAMES = (
    "file_format",
    "preset",
    "mapped",
    "constants",
    "is_major",
    "decimal",
    "zone",
    "order",
    "encoding",
    "delimiter",
)


def _make_choices(
    *,
    file_format: str | None,
    preset: str | None,
    mapped: tuple[str, ...],
    constants: tuple[str, ...],
    is_major: bool | None,
    decimal: str | None,
    zone: str,
    order: str | None,
    encoding: str | None,
    delimiter: str | None,
) -> FileChoices:
    choices = Choices(
        preset=preset or "",
        columns=_parse_pairs("--map", mapped),
        constants=_parse_pairs("--set", constants),
        is_major=is_major,
        decimal=decimal or "",
        zone=_find_zone(zone),
        order=order or "",
    )
    return FileChoices(file_format, encoding or "", DELIMITERS.get(delimiter or "", ""), choices)


def _parse_pairs(option: str, pairs: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not (name and sign and value):
            raise CommandFailed(f"{option} {pair} is not a pair", f"Write it like {option} affiliate=ref.")
        found[name.strip()] = value.strip()
    return found


def _find_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise CommandFailed(f"{name} is not a time zone", "Name one like Europe/Berlin.") from None
