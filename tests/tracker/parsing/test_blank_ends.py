"""White space and invisible characters at the ends of a text are no part of it, whoever sends it and in every field."""

import pytest

from tests.tracker.making import BROWSER, SERVER, parse_good
from tracker.parsing.arrival import Arrival

SALE = {"type": "sale", "order_id": "A-1", "amount": 4990, "currency": "EUR"}
IDENTIFIERS = (
    "visitor_id", "customer_id", "ref", "sub_id", "link", "promo_code", "name", "order_id", "subscription_id",
    "payment_id",
)  # fmt: skip


@pytest.mark.parametrize("arrival", [BROWSER, SERVER], ids=["browser", "server"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n      ", "\n    "),
        ("", "\r\n"),
        ("\t", "\t"),
        ("\u00a0", "\u2003"),
        ("\ufeff", ""),
        ("\u200b", "\u200b \u00ad"),
        ("\x1f", "\x85"),
        (" " * 300, " " * 300),
    ],
)
def test_the_ends_are_trimmed(arrival: Arrival, before: str, after: str) -> None:
    for field in IDENTIFIERS:
        event = parse_good(arrival, **{**SALE, field: f"{before}c-17{after}"})
        assert getattr(event, field) == "c-17", field


@pytest.mark.parametrize("arrival", [BROWSER, SERVER], ids=["browser", "server"])
def test_so_are_the_words_and_addresses_of_an_event(arrival: Arrival) -> None:
    event = parse_good(
        arrival,
        **{
            **SALE,
            "type": "sale\n",
            "currency": "\u00a0eur\n",
            "consent": " session\t",
            "traffic": "test\n",
            "url": "\n https://shop.example/a ",
            "referrer": " https://a.example/\r\n",
            "properties": {" size\n": "\tlarge "},
            "email": "anna@example.com\n",
            "event_id": " 0190f3c2-7a3b-7cc1-9d2e-000000000001\n",
        },
    )
    assert (event.type, event.currency, event.consent, event.traffic) == ("sale", "EUR", "session", "test")
    assert (event.url, event.referrer) == ("https://shop.example/a", "https://a.example/")
    assert (event.properties, event.email_domain) == ({"size": "large"}, "example.com")
    assert event.event_id == "0190f3c2-7a3b-7cc1-9d2e-000000000001"


def test_what_a_server_alone_may_say_is_trimmed_too() -> None:
    event = parse_good(SERVER, **SALE, ip=" 203.0.113.1\n", user_agent="\tMozilla/5.0\n", import_id="\nmay.csv ")
    assert (event.ip, event.user_agent, event.import_id) == ("203.0.113.1", "Mozilla/5.0", "may.csv")
    refund = parse_good(SERVER, type="refund", order_id="A-1\n", refund_id="\tre_1")
    assert (refund.order_id, refund.refund_id) == ("A-1", "re_1")
    assert parse_good(SERVER, type="dispute", order_id="A-1", state="won\n").state == "won"


def test_what_is_nothing_but_blank_is_not_given() -> None:
    event = parse_good(**SALE, customer_id=" \n", promo_code="\u200b", ref="\ufeff / ")
    assert (event.customer_id, event.promo_code, event.ref) == ("", "", "")


def test_a_length_counts_without_the_ends() -> None:
    assert parse_good(**SALE, customer_id="x" * 128 + "\n").customer_id == "x" * 128
    assert parse_good(properties={"k" * 64 + " ": "v" * 512 + "\n"}).properties == {"k" * 64: "v" * 512}


@pytest.mark.parametrize(
    ("sent", "ref"), [("alice/", "alice"), ("alice\r", "alice"), ("ali\u00adce", "alice"), ("a/b", "a/b")]
)
def test_a_ref_loses_what_a_copied_link_adds(sent: str, ref: str) -> None:
    assert parse_good(ref=sent).ref == ref


def test_a_promo_code_loses_what_nobody_sees() -> None:
    assert parse_good(promo_code="\u200bSAVE\u00ad10\t").promo_code == "SAVE10"
