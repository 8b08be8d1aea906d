"""The raw objects in the body of a request, or the reason why there are none."""

from collections.abc import Iterable

import orjson

from events.enums import Rejection
from tracker.parsing.damaged_json import mend_halves, split_array
from tracker.parsing.rejection import Rejected


def parse_body(body: bytes | Rejected, most: int) -> list[object] | Rejected:
    """The raw events of a JSON body: one object, or an array of at most ``most``; its items are not checked yet."""
    return body if isinstance(body, Rejected) else list_raw_events(parse_json(body, most), most)


def parse_batch(body: bytes | Rejected, content_type: bytes, most: int) -> list[object] | Rejected:
    """The raw events of a JSON or NDJSON body, NDJSON by content type or if a line alone is an object."""
    if isinstance(body, Rejected):
        return body
    if b"ndjson" in content_type or b"jsonl" in content_type:
        return list_raw_events(parse_lines(body, most), most)
    parsed = parse_json(body, most)
    if isinstance(parsed, Rejected) and body.lstrip().startswith(b"{"):
        lines = parse_lines(body, most)
        parsed = lines if _has_object(lines) else parsed
    return list_raw_events(parsed, most)


def parse_json(body: bytes, most: int = 1) -> object:
    """The JSON value, or a :class:`Rejected` that names the fault.

    Of an array with damage in it the other items are kept, and each damaged one is a :class:`Rejected`.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        whole = _parse_mended(body, str(exc))
    items = split_array(body, most) if isinstance(whole, Rejected) else None
    if items is None:
        return whole
    parsed = [_parse_item(item) for item in items]
    return parsed if _has_object(parsed) else whole


def parse_lines(body: bytes, most: int) -> list[object]:
    """NDJSON: the value of each line, a :class:`Rejected` where a line is damaged; empty lines are not counted.

    Of more than ``most`` lines, which are rejected together, only the first is parsed.
    """
    lines = [line for line in body.split(b"\n") if line.strip()]
    if len(lines) > most:
        return [parse_json(lines[0]), *lines[1:]]
    return [parse_json(line) for line in lines]


def list_raw_events(parsed: object, most: int) -> list[object] | Rejected:
    """One object or an array of at most ``most`` as a list; its items are not checked yet."""
    if isinstance(parsed, Rejected):
        return parsed
    if isinstance(parsed, dict):
        return [parsed]
    if not isinstance(parsed, list):
        return Rejected("", Rejection.NOT_AN_EVENT)
    if not parsed:
        return Rejected("", Rejection.NO_EVENTS)
    return parsed if len(parsed) <= most else Rejected("", Rejection.TOO_MANY_EVENTS)


def is_plain_text(body: bytes | Rejected) -> bool:
    """Whether all strings in this JSON are printable without blanks: it has none, no escape, nothing beyond ASCII."""
    return isinstance(body, bytes) and b" " not in body and b"\\" not in body and b"\x7f" not in body and body.isascii()


def _has_object(items: Iterable[object]) -> bool:
    return any(isinstance(each, dict) for each in items)


def _parse_item(text: bytes) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as exc:
        return _parse_mended(text, str(exc))


def _parse_mended(text: bytes, message: str) -> object:
    mended = mend_halves(text)
    if mended != text:
        try:
            return orjson.loads(mended)
        except orjson.JSONDecodeError as exc:
            return Rejected("", _find_fault(mended, str(exc)))
    return Rejected("", _find_fault(text, message))


def _find_fault(body: bytes, message: str) -> Rejection:
    try:
        body.decode()
    except UnicodeDecodeError:
        return Rejection.INVALID_UTF8
    return Rejection.TOO_DEEP if "depth limit" in message else Rejection.INVALID_JSON
