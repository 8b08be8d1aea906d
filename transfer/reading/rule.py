"""Which column is which field, and the events that a row becomes by it."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any
from zoneinfo import ZoneInfo

from settings.csv_cells import unguard_cell
from transfer.reading.amounts import AmountInvalid, parse_major
from transfer.reading.moments import MomentInvalid, parse_moment
from transfer.reading.presets import Columns, Preset
from transfer.reading.records import Record

AMOUNTS = ("amount", "refunded_total")
# Fields of a declaration that no event has.
AIDS = frozenset({"partner_email", "refunded", "refunded_at"})
_LONGEST_INTEGER = 19
UTC = ZoneInfo("UTC")

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` is the line in a text file (a header is line 1), else the place.

    ``problem`` if no event can be made, with the ``field`` concerned; ``ignored`` why a row is none that counts.
    ``cells`` are those of the file.
    """

    number: int
    fields: Fields
    problem: str = ""
    field: str = ""
    ignored: str = ""
    cells: Mapping[str, Any] = dataclass_field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """``columns``: field to its columns; None: every column is the field of its name.

    ``constants`` stand where no column says anything. ``is_major``: amounts are like 49.90. ``zone`` is that of moments
    without one, ``order`` that of day and month, ``decimal`` the sign before a fraction. ``codes``: e-mail address of a
    partner, in lower case, to his code. ``left_out``: columns that are known and not read.
    """

    columns: Columns | None = None
    constants: Mapping[str, object] = dataclass_field(default_factory=dict)
    is_major: bool = False
    zone: ZoneInfo = UTC
    order: str = ""
    decimal: str = ""
    codes: Mapping[str, str] = dataclass_field(default_factory=dict)
    left_out: Collection[str] = ()
    preset: Preset | None = None


class _FieldInvalid(ValueError):
    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name)
        self.name = name
        self.reason = reason


def make_rows(record: Record, rule: Rule) -> list[Row]:
    """The events of a row: one, a sale and what was given back of it, or none with the reason."""
    if record.problem:
        return [Row(record.number, {}, record.problem)]
    if rule.preset and (reason := _find_reason_to_ignore(record, rule.preset)):
        return [Row(record.number, {}, ignored=reason)]
    picked = _pick(record.cells, rule)
    try:
        return [Row(record.number, each, cells=record.cells) for each in _make_events(picked, rule)]
    except _FieldInvalid as exc:
        return [Row(record.number, picked, exc.reason, exc.name, cells=record.cells)]


def _find_reason_to_ignore(record: Record, preset: Preset) -> str:
    cells = record.cells
    if preset.continued_by and not cells.get(preset.continued_by):
        return "further line of an order"
    for column, values in preset.kept.items():
        value = str(cells.get(column, "")).strip()
        if value and value.lower() not in values:
            return f"{column} is {value}"
    return ""


def _pick(cells: Mapping[str, Any], rule: Rule) -> Fields:
    columns = rule.columns if rule.columns is not None else {name: (name,) for name in cells}
    found: Fields = {}
    for name, sources in columns.items():
        value = next((cells[each] for each in sources if not _is_empty(cells.get(each))), None)
        if value is None:
            value = rule.constants.get(name)
        if not _is_empty(value) and name not in rule.left_out:
            found[name] = unguard_cell(value) if isinstance(value, str) else value
    found = {**{name: value for name, value in rule.constants.items() if name not in found}, **found}
    return found | _read_notes(cells, rule.preset, found) if rule.preset else found


def _is_empty(value: object) -> bool:
    return value is None or value in ("", {})


def _read_notes(cells: Mapping[str, Any], preset: Preset, found: Fields) -> Fields:
    column, names = preset.notes
    notes: Fields = {}
    for line in str(cells.get(column, "")).splitlines() if column else ():
        name, _, value = line.partition(":")
        if (known := names.get(name.strip())) and value.strip() and known not in found:
            notes[known] = value.strip()
    return notes


def _make_events(picked: Fields, rule: Rule) -> Sequence[Fields]:
    event = {name: value for name, value in picked.items() if name not in AIDS}
    if rule.preset and rule.preset.order_prefix and isinstance(event.get("order_id"), str):
        event["order_id"] = event["order_id"].removeprefix(rule.preset.order_prefix)
    if isinstance(event.get("currency"), str):
        event["currency"] = event["currency"].upper()
    if "partner_email" in picked and not event.get("ref"):
        event["ref"] = _find_code(str(picked["partner_email"]), rule)
    if "timestamp" in event:
        event["timestamp"] = _parse_moment("timestamp", event["timestamp"], rule)
    for name in AMOUNTS:
        if name in event:
            event[name] = _parse_amount(name, event[name], event, rule)
    for name in ("version",):
        event |= {name: _parse_integer(event[name])} if name in event else {}
    if isinstance(event.get("properties"), str):
        event["properties"] = _parse_properties(event["properties"])
    refund = _make_refund(picked, event, rule)
    return [event, refund] if refund else [event]


def _find_code(email: str, rule: Rule) -> str:
    code = rule.codes.get(email.strip().lower())
    if code is None:
        raise _FieldInvalid("partner_email", "unknown_partner")
    return code


def _make_refund(picked: Fields, sale: Fields, rule: Rule) -> Fields | None:
    """What is given back so far, as a total: a later export of the same sale counts the difference alone."""
    if "refunded" not in picked or sale.get("type") != "sale":
        return None
    total = _parse_amount("refunded", picked["refunded"], sale, rule)
    if not total:
        return None
    at = _parse_moment("refunded_at", picked["refunded_at"], rule) if "refunded_at" in picked else sale.get("timestamp")
    named: Fields = {name: sale[name] for name in ("order_id", "currency") if name in sale}
    return {"type": "refund", **named, "refunded_total": total, "timestamp": at}


def _parse_moment(name: str, value: object, rule: Rule) -> int:
    try:
        return parse_moment(value, rule.zone, rule.order)
    except MomentInvalid as exc:
        raise _FieldInvalid(name, exc.reason) from None


def _parse_amount(name: str, value: object, event: Fields, rule: Rule) -> object:
    if not rule.is_major:
        return _parse_integer(value)
    currency = event.get("currency")
    if not isinstance(currency, str):
        raise _FieldInvalid("currency", "missing")
    try:
        return parse_major(str(value), currency, rule.decimal)
    except AmountInvalid as exc:
        raise _FieldInvalid(name, exc.reason) from None


def _parse_integer(value: object) -> object:
    """What is no whole number stays as it is: the tracker says why it rejects it."""
    if not isinstance(value, str) or len(value) > _LONGEST_INTEGER:
        return value
    return int(value) if value.isascii() and value.removeprefix("-").isdigit() else value


def _parse_properties(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text
