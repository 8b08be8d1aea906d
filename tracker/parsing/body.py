"""The raw objects in the body of a request, or the reason why there are none."""

import orjson

from events.enums import Rejection
from tracker.parsing.rejection import Rejected


def parse_body(body: bytes | Rejected, most: int) -> list[object] | Rejected:
    """The raw events of a JSON body: one object, or an array of at most ``most``; its items are not checked yet."""
    return body if isinstance(body, Rejected) else list_raw_events(parse_json(body), most)


def parse_batch(body: bytes | Rejected, content_type: bytes, most: int) -> list[object] | Rejected:
    """The raw events of a JSON or NDJSON body, NDJSON by content type or if the first line alone is an object."""
    if isinstance(body, Rejected):
        return body
    if b"ndjson" in content_type or b"jsonl" in content_type:
        return list_raw_events(parse_lines(body), most)
    parsed = parse_json(body)
    if isinstance(parsed, Rejected) and isinstance(parse_json(body.partition(b"\n")[0]), dict):
        parsed = parse_lines(body)
    return list_raw_events(parsed, most)


def parse_json(body: bytes) -> object:
    """The JSON value, or a :class:`Rejected` that names the fault."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        return Rejected("", _find_fault(body, str(exc)))


def parse_lines(body: bytes) -> list[object]:
    """NDJSON: the value of each line, a :class:`Rejected` where a line is damaged; empty lines are not counted."""
    return [parse_json(line) for line in body.split(b"\n") if line.strip()]


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
    """Whether all strings in this JSON are printable for certain: nothing is escaped, nothing beyond ASCII."""
    return isinstance(body, bytes) and b"\\" not in body and b"\x7f" not in body and body.isascii()


def _find_fault(body: bytes, message: str) -> Rejection:
    try:
        body.decode()
    except UnicodeDecodeError:
        return Rejection.INVALID_UTF8
    return Rejection.TOO_DEEP if "depth limit" in message else Rejection.INVALID_JSON
