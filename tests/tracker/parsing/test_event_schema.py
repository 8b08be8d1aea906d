"""The schema gives what the parsers of fields give, or leaves the event to them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from events.event import Event
from tests.tracker.making import BROWSER, NOW_MS, PIXEL, SECRET, SERVER, SITE_ID
from tracker.parsing.arrival import Arrival
from tracker.parsing.body import is_plain_text
from tracker.parsing.event import KNOWN_FIELDS, parse_event
from tracker.parsing.event_schema import parse_plain_event
from tracker.parsing.rejection import Rejected

ID = "0190f3c2-7a3b-7cc1-9d2e-000000000001"
PURCHASE = {
    "type": "sale",
    "site": "pk_shop",
    "timestamp": NOW_MS,
    "visitor_id": "v",
    "order_id": "A-1",
    "amount": 1999,
    "currency": "EUR",
    "url": "https://shop.example/thanks?ref=alice b",
    "referrer": "a mail",
    "properties": {"items": 3, "weight": 1.5, "category": "fine coffee"},
}

_characters = st.characters(codec="utf-8") | st.sampled_from(" \t\x00\x7f\x85\u00a0\u200b%é")
_texts = st.text(_characters, max_size=6) | st.sampled_from([0, 63, 64, 65, 128, 129, 512, 513, 2048, 2049]).map(
    lambda size: "x" * size
)
_words = st.sampled_from((
    "sale", "click", "event", "refund", "identify", "pageview", "EUR", "eur", "full", "none", "test", "human",
    ID, ID.upper(), ID[:-1], "00000000-0000-0000-0000-000000000000", "2025-01-01", "anna@example.com",
    "https://a.example/?ref=x&prm_test=1", "HTTP://a.example", "mailto:a", "203.0.113.9", "2001:DB8::1", "fe80::1%eth0",
))  # fmt: skip
_numbers = (
    st.integers(-2, 20)
    | st.sampled_from([NOW_MS, 10**15, 10**15 + 1, 2**63])
    | st.floats(allow_nan=False, allow_infinity=False)
)
_scalars = st.none() | st.booleans() | _numbers | _texts | _words
_values = _scalars | st.dictionaries(_texts, _scalars, max_size=22) | st.lists(_scalars, max_size=2)
_raws = st.dictionaries(st.sampled_from(sorted(KNOWN_FIELDS)) | _texts, _values, max_size=6)
_arrivals = st.sampled_from([BROWSER, SERVER, PIXEL])


@given(base=st.sampled_from([PURCHASE, {"type": "click"}, {}]), changed=_raws, arrival=_arrivals)
@example(base=PURCHASE, changed={"amount": 5.0}, arrival=SERVER)
@example(base=PURCHASE, changed={"amount": True}, arrival=SERVER)
@example(base=PURCHASE, changed={"properties": {"flag": True}}, arrival=BROWSER)
@example(base=PURCHASE, changed={"properties": {}}, arrival=BROWSER)
@example(base=PURCHASE, changed={"ip": "203.0.113.9"}, arrival=BROWSER)
def test_schema_and_field_parsers_agree(base: dict[str, object], changed: dict[str, object], arrival: Arrival) -> None:
    # An id is made at random where none is given.
    raw = {"event_id": ID, **base, **changed}
    by_field = _forget_id(_parse_by_field(raw, arrival), raw)
    assert _forget_id(parse_event(raw, SITE_ID, arrival, SECRET), raw) == by_field
    as_sent = orjson.dumps(raw, option=orjson.OPT_NON_STR_KEYS)
    seen_at_once = replace(arrival, is_printable=is_plain_text(as_sent))
    assert _forget_id(parse_event(orjson.loads(as_sent), SITE_ID, seen_at_once, SECRET), raw) == by_field


@given(_values, st.booleans())
def test_text_that_is_plain_at_one_look_has_printable_strings_alone(value: object, is_ascii: bool) -> None:
    body = json.dumps(value, ensure_ascii=is_ascii).encode()
    assert not is_plain_text(body) or all(text.isprintable() for text in _list_strings(orjson.loads(body)))


@pytest.mark.parametrize("arrival", [BROWSER, SERVER])
@pytest.mark.parametrize("changed", [{}, {"event_id": ID}, {"type": "click"}, {"properties": {"items": "3"}}])
def test_an_ordinary_event_passes_the_schema(arrival: Arrival, changed: dict[str, Any]) -> None:
    assert parse_plain_event({**PURCHASE, **changed}, SITE_ID, arrival) is not None


def test_an_unknown_field_does_not_pass_the_schema() -> None:
    assert parse_plain_event({**PURCHASE, "unknown": 1}, SITE_ID, BROWSER) is None


def test_the_schema_accepts_the_visitor_of_a_server() -> None:
    event = parse_plain_event({**PURCHASE, "ip": "2001:DB8::1", "user_agent": "Mozilla/5.0"}, SITE_ID, SERVER)
    assert event is not None
    assert (event.ip, event.user_agent) == ("2001:db8::1", "Mozilla/5.0")


def _list_strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in (*value, *value.values()):
            yield from _list_strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _list_strings(item)


def _parse_by_field(raw: Mapping[str, object], arrival: Arrival) -> Event | Rejected:
    return parse_event({**raw, "unknown": 1}, SITE_ID, arrival, SECRET)


def _forget_id(parsed: Event | Rejected, raw: Mapping[str, object]) -> Event | Rejected:
    if isinstance(parsed, Event) and not raw["event_id"]:
        parsed.event_id = ""
    return parsed
