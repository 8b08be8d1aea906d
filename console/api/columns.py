"""The columns of a table as a file: those of its resource; money and cells with names of their own take several."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, get_type_hints

from msgspec import UNSET, structs

from console.api.fields import JSON_ONLY, LABEL, Resource
from console.api.json_response import write_json
from console.api.request import Row, Table
from console.api.schemas import MONEY, describe_fields, find_kind
from money.amount import Amount

_TEXT, _INTEGER = {"type": "string"}, {"type": "integer"}
_NAMED = (dict, Resource)
_SEVERAL_COLUMNS = (Amount, list, *_NAMED)


@dataclass(frozen=True, slots=True)
class Column:
    """``schema`` is empty where only the cells say what stands in it."""

    name: str
    schema: Mapping[str, Any]


def list_columns(table: Table, resource: type[Resource], with_labels: bool = False) -> list[Column]:
    """Those of the resource in its order, optional ones only where the first row has them or ``names`` has.

    ``with_labels``: also the names of what a program knows by its key.
    """
    schemas = describe_fields(resource)
    columns = (_make_columns(name, schemas[name], table) for name in _list_names(table, resource, with_labels))
    return [column for each in columns for column in each]


def flatten(row: Row) -> dict[str, object]:
    """The cells by the names of their columns."""
    flat: dict[str, object] = {}
    for name, value in row.items():
        # Most cells are one column, and a file has many of them.
        if isinstance(value, _SEVERAL_COLUMNS):
            flat.update(_flatten_cell(name, value))
        else:
            flat[name] = value
    return flat


def _list_names(table: Table, resource: type[Resource], with_labels: bool) -> Iterator[str]:
    first = dict(table.rows[0].items()) if table.rows else {}
    hints = get_type_hints(resource, include_extras=True)
    for each in structs.fields(resource):
        kinds = getattr(hints[each.name], "__metadata__", ())
        is_left_out = JSON_ONLY in kinds or (LABEL in kinds and not with_labels)
        if not is_left_out and (
            each.default is not UNSET or each.encode_name in first or each.encode_name in table.names
        ):
            yield each.encode_name


def _make_columns(name: str, schema: Mapping[str, Any], table: Table) -> list[Column]:
    kind = find_kind(schema)
    if kind == MONEY:
        return [Column(f"{name}_minor", _INTEGER), Column(f"{name}_currency", _TEXT), Column(name, _TEXT)]
    has_parts = kind.get("items") == MONEY or "$ref" in kind or kind.get("type") == "object"
    if has_parts and (parts := _list_part_columns(name, table)):
        return [Column(each, _INTEGER if each.endswith("_minor") else {}) for each in parts]
    return [Column(name, kind)]


def _list_part_columns(name: str, table: Table) -> list[str]:
    """The columns of money in several currencies, like ``revenue_EUR``, or of a cell with names of its own."""
    cells = [cell for row in table.rows for each, cell in row.items() if each == name]
    names: Iterable[str] = (part for cell in cells for part, _ in _flatten_cell(name, cell) if part != name)
    if any(isinstance(cell, list) for cell in cells):
        names = sorted(names)
    return list(dict.fromkeys((*(f"{name}_{part}" for part in table.names.get(name, ())), *names)))


def _flatten_cell(name: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Amount):
        yield from ((f"{name}_minor", value.minor), (f"{name}_currency", value.currency), (name, to_decimal(value)))
    elif isinstance(value, _NAMED):
        for key, part in value.items():
            # Money of no currency has no column.
            if part != []:
                yield from _flatten_cell(f"{name}_{key}", part)
    elif isinstance(value, list) and value and isinstance(value[0], Amount):
        for amount in value:
            yield f"{name}_{amount.currency}", to_decimal(amount)
            yield f"{name}_{amount.currency}_minor", amount.minor
    else:
        yield name, _nest(value)


def to_decimal(amount: Amount) -> Decimal:
    """Not as text, which a spreadsheet's guard would quote below zero."""
    return Decimal(amount.format())


def _nest(value: object) -> object:
    """A list of objects has no place in a flat row: it stands there as JSON."""
    is_nested = isinstance(value, list) and any(isinstance(each, _NAMED) for each in value)
    return write_json(value).decode() if is_nested else value
