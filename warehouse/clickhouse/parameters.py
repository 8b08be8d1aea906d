"""Writes values as the text of typed ``{name:Type}`` parameters."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from warehouse.interface import Parameters, StatementFailed, Value

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0", "\b": "\\b", "\f": "\\f"})


def write_parameters(parameters: Parameters | None) -> Mapping[str, str]:
    """Every value as text; raises ``StatementFailed`` for a datetime without a zone."""
    return {name: write_parameter(value) for name, value in (parameters or {}).items()}


def write_parameter(value: Value) -> str:
    """A single value in the form of a tab-separated field, an array in that of a literal with quoted strings."""
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
    """The text between the quotes of a string literal."""
    return text.translate(_ESCAPES).replace("'", "\\'")


def _write_datetime(moment: datetime) -> str:
    """In UTC, the zone of our sessions; no fraction unless there is one, because ``DateTime`` takes none."""
    if moment.tzinfo is None:
        raise StatementFailed(f"parameter {moment!r} has no time zone")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")
