"""Each field of a raw event is rejected with its own reason."""

from typing import Any

import pytest

from events.enums import Rejection
from events.moments import DAY_MS
from tests.tracker.making import NOW_MS, PIXEL, REDIRECT, SERVER, parse, parse_good
from tracker.parsing.rejection import Rejected


@pytest.mark.parametrize("field", ["visitor_id", "customer_id", "ref", "link", "promo_code", "name", "order_id"])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (7, "not_a_string"),
        (True, "not_a_string"),
        (["a"], "not_a_string"),
        ("x" * 129, "too_long"),
        ("a\x00b", "control_character"),
        ("a\nb", "control_character"),
        ("a\x85b", "control_character"),
    ],
)
def test_an_identifier_is_rejected(field: str, value: object, reason: str) -> None:
    assert parse(**{field: value}) == Rejected(field, Rejection(reason))


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"type": None}, "type", "missing"),
        ({"type": ""}, "type", "missing"),
        ({"type": 5}, "type", "not_a_string"),
        ({"type": "hit"}, "type", "unknown_type"),
        ({"type": "Click"}, "type", "unknown_type"),
        ({"event_id": "abc"}, "event_id", "not_a_uuid"),
        ({"event_id": 5}, "event_id", "not_a_string"),
        ({"event_id": "00000000-0000-0000-0000-000000000000"}, "event_id", "not_a_uuid"),
        ({"event_id": "0190f3c2-7a3b-7cc1-9d2e-00000000000g"}, "event_id", "not_a_uuid"),
        ({"url": 5}, "url", "not_a_string"),
        ({"url": "/path"}, "url", "not_a_url"),
        ({"url": "javascript:alert(1)"}, "url", "not_a_url"),
        ({"referrer": 5}, "referrer", "not_a_string"),
        ({"timestamp": True}, "timestamp", "not_a_timestamp"),
        ({"timestamp": 1.5}, "timestamp", "not_a_timestamp"),
        ({"timestamp": "yesterday"}, "timestamp", "not_a_timestamp"),
        ({"timestamp": "1" * 4000}, "timestamp", "not_a_timestamp"),
        ({"timestamp": {}}, "timestamp", "not_a_timestamp"),
        ({"timestamp": "9999-12-31T23:59:59Z"}, "timestamp", "out_of_range"),
        ({"timestamp": 253_402_300_799_000}, "timestamp", "out_of_range"),
        ({"timestamp": 2**63}, "timestamp", "out_of_range"),
        ({"timestamp": -1}, "timestamp", "out_of_range"),
        ({"timestamp": "1999-12-31T23:59:59Z"}, "timestamp", "out_of_range"),
        ({"timestamp": NOW_MS + 366 * DAY_MS + 1}, "timestamp", "out_of_range"),
        ({"timestamp": NOW_MS, "sent_at": "soon"}, "sent_at", "not_a_timestamp"),
        ({"amount": "12", "currency": "EUR"}, "amount", "not_an_integer"),
        ({"amount": 12.0, "currency": "EUR"}, "amount", "not_an_integer"),
        ({"amount": True, "currency": "EUR"}, "amount", "not_an_integer"),
        ({"amount": -1, "currency": "EUR"}, "amount", "out_of_range"),
        ({"amount": 10**15 + 1, "currency": "EUR"}, "amount", "out_of_range"),
        ({"amount": 5, "currency": "EURO"}, "currency", "not_a_currency"),
        ({"amount": 5, "currency": "ABC"}, "currency", "not_a_currency"),
        ({"amount": 5, "currency": 978}, "currency", "not_a_string"),
        ({"amount": 5}, "currency", "missing"),
        ({"currency": "EUR"}, "amount", "missing"),
        ({"properties": []}, "properties", "not_flat"),
        ({"properties": "a"}, "properties", "not_flat"),
        ({"properties": {"a": {"b": 1}}}, "properties", "not_flat"),
        ({"properties": {"a": [1]}}, "properties", "not_flat"),
        ({"properties": {str(n): n for n in range(21)}}, "properties", "too_many"),
        ({"properties": {"k" * 65: 1}}, "properties", "too_long"),
        ({"properties": {"k": "v" * 513}}, "properties", "too_long"),
        ({"properties": {"k\x00": 1}}, "properties", "control_character"),
        ({"consent": "maybe"}, "consent", "out_of_range"),
        ({"consent": 1}, "consent", "not_a_string"),
        ({"traffic": "bot"}, "traffic", "out_of_range"),
        ({"ip": "203.0.113.1"}, "ip", "server_only"),
        ({"user_agent": "curl"}, "user_agent", "server_only"),
        ({"type": "refund", "order_id": "o"}, "type", "server_only"),
        ({"type": "dispute", "order_id": "o", "state": "won"}, "type", "server_only"),
        ({"type": "event"}, "name", "missing"),
        ({"type": "identify"}, "customer_id", "missing"),
        ({"type": "sale", "currency": "EUR"}, "amount", "missing"),
        ({"type": "sale", "amount": 5}, "currency", "missing"),
        ({"visitor_id": None}, "visitor_id", "missing"),
        ({"visitor_id": "  "}, "visitor_id", "missing"),
    ],
)
def test_a_browsers_event_is_rejected(fields: dict[str, Any], field: str, reason: str) -> None:
    assert parse(**fields) == Rejected(field, Rejection(reason))


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"ip": "300.1.1.1"}, "ip", "not_an_address"),
        ({"ip": "fe80::1%eth0"}, "ip", "not_an_address"),
        ({"ip": "203.0.113.1:80"}, "ip", "not_an_address"),
        ({"ip": 7}, "ip", "not_a_string"),
        ({"user_agent": 7}, "user_agent", "not_a_string"),
        ({"traffic": "alien"}, "traffic", "out_of_range"),
        ({"type": "refund"}, "order_id", "missing"),
        ({"type": "refund", "payment_id": "{{ payment }}"}, "payment_id", "not_a_name"),
        ({"type": "dispute", "payment_id": "pi_1"}, "state", "missing"),
        ({"timestamp": NOW_MS + DAY_MS + 1}, "timestamp", "out_of_range"),
        ({"type": "refund", "order_id": "o", "refund_id": 7}, "refund_id", "not_a_string"),
        ({"type": "refund", "order_id": "o", "refunded_total": "5"}, "refunded_total", "not_an_integer"),
        ({"type": "refund", "order_id": "o", "refunded_total": -1}, "refunded_total", "out_of_range"),
        ({"type": "dispute", "order_id": "o"}, "state", "missing"),
        ({"type": "dispute", "state": "won"}, "order_id", "missing"),
        ({"type": "dispute", "order_id": "o", "state": "settled"}, "state", "out_of_range"),
        ({"type": "sale", "order_id": "o", "amount": 1, "currency": "EUR", "version": -1}, "version", "out_of_range"),
        ({"type": "lead", "version": 1.5}, "version", "not_an_integer"),
        ({"import_id": 5}, "import_id", "not_a_string"),
        ({"subscription_id": 5}, "subscription_id", "not_a_string"),
    ],
)
def test_a_servers_event_is_rejected(fields: dict[str, Any], field: str, reason: str) -> None:
    assert parse(SERVER, **fields) == Rejected(field, Rejection(reason))


@pytest.mark.parametrize("identity", [{"visitor_id": "v"}, {"customer_id": "c"}, {"order_id": "o"}])
def test_one_identity_is_enough(identity: dict[str, str]) -> None:
    assert parse_good(**{"visitor_id": None, **identity})


@pytest.mark.parametrize("fields", [{"type": "click"}, {"consent": "none"}])
def test_a_click_and_a_visitor_without_consent_may_be_nobody(fields: dict[str, str]) -> None:
    assert parse_good(visitor_id=None, **fields).visitor_id == ""


def test_pixels_and_redirects_may_know_nobody() -> None:
    assert parse_good(PIXEL, visitor_id=None)
    assert parse_good(REDIRECT, visitor_id=None)
