"""Typed values from the text of a query and from JSON; an error names the field."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from console.errors import InvalidRequest
from events.moments import DAY_MS
from languages.catalogues import load_texts
from languages.language import Language
from languages.texts import Texts

_UNITS_MS = {"s": 1000, "m": 60_000, "h": 3_600_000, "d": DAY_MS, "w": 7 * DAY_MS}
_WINDOW = re.compile(r"([1-9][0-9]{0,6})([smhdw])")
LONGEST_TEXT = 2000
DEFAULT_ROWS, MAX_ROWS = 100, 10_000
LONGEST_WINDOW_MS = 3650 * _UNITS_MS["d"]


def parse_choice(query: Mapping[str, object], field: str, choices: Collection[str], default: str) -> str:
    """One value of a closed set."""
    value = query.get(field) or default
    if not isinstance(value, str) or value not in choices:
        raise InvalidRequest(field, "give one of " + ", ".join(choices))
    return value


def choose_texts(query: Mapping[str, object]) -> Texts:
    """Those of the ``language`` that is asked for; English where none is."""
    return load_texts(Language(parse_choice(query, "language", tuple(Language), Language.ENGLISH)))


def parse_window_ms(query: Mapping[str, object], default_ms: int, field: str = "window") -> int:
    """A number and its unit, like 30d, 12h, 45m, 90s or 2w, up to ten years; in milliseconds."""
    value = query.get(field)
    if value in (None, ""):
        return default_ms
    match = _WINDOW.fullmatch(value) if isinstance(value, str) else None
    window_ms = int(match[1]) * _UNITS_MS[match[2]] if match else 0
    if not 0 < window_ms <= LONGEST_WINDOW_MS:
        raise InvalidRequest(field, "give a number and a unit like 30d, 12h, 45m or 90s, at most 3650d")
    return window_ms


def parse_integer(query: Mapping[str, object], field: str, low: int, high: int, default: int) -> int:
    """A whole number from ``low`` to ``high``."""
    value = query.get(field)
    if value in (None, ""):
        return default
    is_number = isinstance(value, int) and not isinstance(value, bool)
    is_digits = isinstance(value, str) and len(value) < 16 and value.isascii() and value.removeprefix("-").isdigit()
    if (is_number or is_digits) and low <= int(str(value)) <= high:
        return int(str(value))
    raise InvalidRequest(field, f"give a whole number from {low} to {high}")


def parse_text(query: Mapping[str, object], field: str, default: str = "", longest: int = 200) -> str:
    """A string without control characters."""
    value = query.get(field, default)
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise InvalidRequest(field, f"give a string of up to {longest} printable characters")
    return value


def parse_texts(query: Mapping[str, object], field: str) -> list[str] | None:
    """A list of strings, None where it is not given."""
    value = query.get(field)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InvalidRequest(field, "give a list of strings")
    return value


def reject_unknown(query: Mapping[str, object], known: Collection[str]) -> None:
    """A misspelled name is an error, not a default."""
    for field in query:
        if field not in known:
            raise InvalidRequest(field, "this call has no such field; it knows " + ", ".join(known), "unknown_field")


def require_text(body: Mapping[str, object], field: str) -> str:
    """A string that must be given."""
    if body.get(field) in (None, ""):
        raise InvalidRequest(field, "give a string", "missing")
    return parse_text(body, field, longest=LONGEST_TEXT)


def parse_moment(text: str | None, field: str) -> datetime | None:
    """An ISO 8601 datetime with its offset, None where it is not given."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidRequest(field, "give an ISO 8601 time with its offset, like 2026-01-31T08:00:00Z")
    return moment
