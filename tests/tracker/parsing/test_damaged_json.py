"""Half a character is mended, and one damaged event of an array is alone."""

import json

import pytest

from events.enums import Rejection
from tracker.parsing.body import parse_batch, parse_body
from tracker.parsing.rejection import Rejected

GOOD = b'{"type":"sale","properties":{"a":"],[{\\"}"}}'
BAD_JSON, BAD_UTF8, TOO_DEEP = (
    Rejected("", reason) for reason in (Rejection.INVALID_JSON, Rejection.INVALID_UTF8, Rejection.TOO_DEEP)
)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        (rb"Anna \ud83d", "Anna \ufffd"),
        (rb"\uD83D\uD83D\uDE00", "\ufffd😀"),
        (rb"\ude00\ud83d", "\ufffd\ufffd"),
        (rb"\ud83d\ude00", "😀"),
        (rb"\\ud83d \ud83d", "\\ud83d \ufffd"),
        (b"Anna \xed\xa0\xbd", "Anna \ufffd"),
        (rb"\ud83d\n\u00e9", "\ufffd\né"),
        (rb"\ud83d\ud83d\ude00\ude00\"\\", '\ufffd😀\ufffd"\\'),
    ],
)
def test_half_a_character_becomes_a_replacement(text: bytes, mended: str) -> None:
    body = b'{"name":"%b","b":1}' % text
    for sent in (body, b"[%b]" % body, b"[%b,%b]" % (GOOD, body)):
        parsed = parse_body(sent, 50)
        assert isinstance(parsed, list)
        assert parsed[-1] == {"name": mended, "b": 1}


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (b'{"amount":NaN}', BAD_JSON),
        (b'{"amount":Infinity}', BAD_JSON),
        (b'{"amount":1e999}', BAD_JSON),
        (b"{'type':'sale'}", BAD_JSON),
        (b'{"a":1}}', BAD_JSON),
        (b'{"a":1,}', BAD_JSON),
        (b'{"a":"\xff"}', BAD_UTF8),
        (b'{"a":' * 2000 + b"1" + b"}" * 2000, TOO_DEEP),
        (b'{"a":"line\nbreak"}', BAD_JSON),
        (b"undefined", BAD_JSON),
    ],
)
def test_a_damaged_event_takes_no_other_along(item: bytes, expected: object) -> None:
    good = json.loads(GOOD)
    assert parse_body(b"[%b, %b ,%b]" % (GOOD, item, GOOD), 50) == [good, expected, good]
    assert parse_batch(b"[%b,%b,%b]" % (item, GOOD, item), b"application/json", 50) == [expected, good, expected]


def test_what_is_cut_off_is_one_event() -> None:
    good = json.loads(GOOD)
    for rest in (b'{"type":"sa', b'{"a":1', b'{"a":[1,{"b":2}'):
        assert parse_body(b"[%b,%b,%b" % (GOOD, GOOD, rest), 50) == [good, good, BAD_JSON]
    assert parse_body(b"[%b,%b,]" % (GOOD, GOOD), 50) == [good, good]
    assert parse_body(b"[%b," % GOOD, 50) == [good]


def test_a_damaged_line_takes_no_other_along() -> None:
    lines = b'{"a":NaN}\n%b\n{"b":"\\ud83d"}\n' % GOOD
    for content_type in (b"application/json", b"application/x-ndjson"):
        assert parse_batch(lines, content_type, 50) == [BAD_JSON, json.loads(GOOD), {"b": "\ufffd"}]


def test_damage_lifts_no_limit() -> None:
    too_many = b"[" + b",".join([GOOD] * 51) + b",NaN]"
    assert parse_body(too_many, 50) == Rejected("", Rejection.TOO_MANY_EVENTS)
    assert parse_body(b"[%b,%b" % (GOOD, b"[" * 60_000), 50) == TOO_DEEP


def test_of_too_many_lines_only_the_first_is_parsed() -> None:
    for lines, expected in ((GOOD + b"\n", Rejection.TOO_MANY_EVENTS), (b"{\n", Rejection.INVALID_JSON)):
        assert parse_batch(lines * 51, b"application/json", 50) == Rejected("", expected)
    assert parse_batch(b"{\n" * 51, b"application/x-ndjson", 50) == Rejected("", Rejection.TOO_MANY_EVENTS)
