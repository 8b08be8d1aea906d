"""Parses the JSON object of a request into its resource; an error names the field."""

import re
from collections.abc import Mapping
from typing import TypeVar, get_args

from msgspec import ValidationError, convert, structs

from console.api.fields import LINES, Resource
from console.api.values import LONGEST_TEXT, reject_unknown
from console.errors import InvalidRequest

Body = TypeVar("Body", bound=Resource)
# As msgspec says it: "Expected `int` >= 1 - at `$.window_days`", "Object missing required field `name`".
_AT = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`")


def parse_body(body: Mapping[str, object], resource: type[Body]) -> Body:
    """Null is as good as not given, and so is an empty text that is required; raises ``InvalidRequest``."""
    fields = {each.encode_name: each for each in structs.fields(resource)}
    reject_unknown(body, fields)
    given = {name: value for name, value in body.items() if not _is_missing(value, fields[name])}
    for name, value in given.items():
        _check_text(name, value, _has_lines(fields[name].type))
    try:
        return convert(given, resource, strict=False)
    except ValidationError as exc:
        raise _name_field(str(exc)) from None


def _is_missing(value: object, field: structs.FieldInfo) -> bool:
    return value is None or (value == "" and field.required)


def _check_text(name: str, value: object, has_lines: bool) -> None:
    """What a text of several lines may hold is checked where it is stored."""
    if not isinstance(value, str) or has_lines:
        return
    if len(value) > LONGEST_TEXT or not value.isprintable():
        raise InvalidRequest(name, f"give a string of up to {LONGEST_TEXT} printable characters")


def _has_lines(kind: object) -> bool:
    return any(LINES in get_args(each) for each in (kind, *get_args(kind)))


def _name_field(message: str) -> InvalidRequest:
    found = _AT.fullmatch(message)
    what, path = (found["what"], found["path"] or "") if found else (message, "")
    if missing := _MISSING.fullmatch(what):
        return InvalidRequest(f"{path}.{missing[1]}".lstrip("."), "give a value", "missing")
    return InvalidRequest(path or "body", what.replace("`", "").replace("Expected", "give").replace(", got ", ", not "))
