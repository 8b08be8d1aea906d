"""Each field of a raw event goes on in one canonical form."""

from typing import Any

import pytest

from events.email import hash_email
from tests.tracker.making import BROWSER, NOW_MS, SECRET, SERVER, SITE_ID, parse_good

V4 = "9b2f3a52-6c1e-4e0b-9c9e-7d9e1c2b3a4f"


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("ref", " alice ", "alice"),
        ("ref", "ålice 🧶", "ålice 🧶"),
        ("ref", "x" * 128, "x" * 128),
        ("ref", None, ""),
        ("event_id", V4, V4),
        ("event_id", V4.upper(), V4),
        ("event_id", V4.replace("-", ""), V4),
        ("url", "https://shop.example/?ref=alice#top", "https://shop.example/?ref=alice#top"),
        ("url", "https://shop.example/" + "x" * 4000, ("https://shop.example/" + "x" * 4000)[:2048]),
        ("url", "capacitor://localhost/cart", "capacitor://localhost/cart"),
        ("url", "", ""),
        ("referrer", "android-app://com.example", "android-app://com.example"),
        ("referrer", "https://a.example/\x00\n", "https://a.example/"),
        (
            "properties",
            {"a": "x", "b": 2, "c": 1.5, "d": True, "e": None},
            {"a": "x", "b": "2", "c": "1.5", "d": "true"},
        ),
        ("properties", {}, None),
        ("properties", {"e": None}, None),
        ("consent", "session", "session"),
        ("consent", None, "full"),
        ("traffic", "test", "test"),
    ],
)
def test_a_field_is_read(field: str, value: object, expected: object) -> None:
    assert getattr(parse_good(**{field: value}), field) == expected


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("ip", "203.0.113.1", "203.0.113.1"),
        ("ip", "2001:0DB8::0001", "2001:db8::1"),
        ("ip", "", ""),
        ("user_agent", "curl/8 " + "x" * 2000, ("curl/8 " + "x" * 2000)[:1024]),
        ("traffic", "bot", "bot"),
    ],
)
def test_a_server_may_say_more(field: str, value: str, expected: str) -> None:
    assert getattr(parse_good(SERVER, **{field: value}), field) == expected


def test_the_address_and_agent_of_a_browser_are_those_of_its_request_and_a_server_has_none() -> None:
    assert (parse_good().ip, parse_good().user_agent) == (BROWSER.ip, BROWSER.user_agent)
    assert (parse_good(SERVER).ip, parse_good(SERVER).user_agent) == ("", "")


def test_a_currency_is_raised_to_upper_case() -> None:
    sale = parse_good(type="sale", amount=1999, currency="eur")
    assert (sale.amount_minor, sale.currency) == (1999, "EUR")


@pytest.mark.parametrize("amount", [0, 10**15])
def test_an_amount_may_be_nothing_and_a_lot(amount: int) -> None:
    assert parse_good(type="sale", amount=amount, currency="EUR").amount_minor == amount


def test_a_refund_names_the_order_and_perhaps_an_amount() -> None:
    assert parse_good(SERVER, type="refund", order_id="o").amount_minor is None
    assert parse_good(SERVER, type="refund", order_id="o", amount=5).amount_minor == 5


def test_an_address_is_hashed_and_only_its_domain_kept() -> None:
    lead = parse_good(type="lead", email=" Anna.Smith+news@Gmail.com ")
    assert lead.email_hash == hash_email(SECRET, SITE_ID, "annasmith@gmail.com")
    assert lead.email_domain == "gmail.com"


def test_a_missing_id_is_made_and_ordered_by_time() -> None:
    event_id = parse_good().event_id
    assert event_id[14] == "7"
    assert int(event_id.replace("-", "")[:12], 16) == NOW_MS


def test_unknown_fields_are_ignored() -> None:
    assert parse_good(colour="red", nested={"a": [1]}).type == "pageview"


def test_a_page_under_test_marks_its_events() -> None:
    assert parse_good(url="https://shop.example/?prm_test=1").traffic == "test"


@pytest.mark.parametrize(
    ("fields", "ref"),
    [
        ({"url": "https://shop.example/?ref=alice"}, "alice"),
        ({"url": "https://shop.example/?via=bob"}, "bob"),
        ({"url": "https://shop.example/?ref=alice", "ref": "carol"}, "carol"),
        ({"url": "https://shop.example/?ref=" + "x" * 129}, ""),
        ({"url": "https://shop.example/?ref=%00"}, ""),
        ({"url": "https://[shop.example/?ref=alice"}, ""),
        ({"url": "https://shop.example/?ref=alice", "type": "pageview"}, ""),
    ],
)
def test_a_servers_click_takes_the_ref_from_its_address(fields: dict[str, Any], ref: str) -> None:
    assert parse_good(SERVER, **{"type": "click", **fields}).ref == ref
