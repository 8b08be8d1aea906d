"""Writes values as the text that ClickHouse reads into a typed ``{name:Type}`` parameter."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from warehouse.interface import Parameters, Value, WarehouseRefused

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0", "\b": "\\b", "\f": "\\f"})


def write_parameters(parameters: Parameters | None) -> Mapping[str, str]:
    """Every value as text; raises ``WarehouseRefused`` for a datetime without a zone."""
    return {name: write_parameter(value) for name, value in (parameters or {}).items()}


def write_parameter(value: Value) -> str:
    """A single value is read like a field of tab-separated text, an array like a literal with quoted strings."""
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bool | int | float):
        return repr(value).lower() if isinstance(value, bool) else repr(value)
    if isinstance(value, datetime):
        return _write_datetime(value)
    if isinstance(value, date):
        return value.isoformat()
    return "[" + ",".join(quote(item) if isinstance(item, str) else write_parameter(item) for item in value) + "]"


def quote(text: str) -> str:
    """A string literal of SQL."""
    return f"'{escape_quoted(text)}'"


def escape_quoted(text: str) -> str:
    """What stands between the quotes of a string literal."""
    return text.translate(_ESCAPES).replace("'", "\\'")


def _write_datetime(moment: datetime) -> str:
    """The clock of UTC, the zone of our sessions; no fraction where there is none, for ``DateTime`` takes none."""
    if moment.tzinfo is None:
        raise WarehouseRefused(f"parameter {moment!r} has no time zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
