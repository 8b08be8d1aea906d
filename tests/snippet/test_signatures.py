"""What the shop's server signs is sent as it was signed, and believed."""

import hashlib
import hmac

import pytest

from tests.snippet.visitor import Visitor

pytestmark = pytest.mark.browser

SALE = {"order_id": "1042", "amount": 4990, "currency": "EUR"}


def sign(kind: str, order: str, amount: str, currency: str, visitor_id: str, customer_id: str) -> str:
    """As the guide says."""
    lines = [kind, "pk_test", order, amount, currency, visitor_id, customer_id]
    return hmac.new(b"sig_test", "\n".join(lines).encode(), hashlib.sha256).hexdigest()


def read_visitor(visitor: Visitor) -> str:
    """The cookie, as the server sees it."""
    return str(visitor.cookies()["prm_visitor"]["value"])


def test_a_signed_sale_names_the_customer_that_was_signed_and_no_other(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.call("identify", "claimed")
    known = read_visitor(visitor)
    visitor.call("sale", {**SALE, "signature": sign("sale", "1042", "4990", "EUR", known, "")})
    signature = sign("sale", "1043", "4990", "EUR", known, "c-17")
    visitor.call("sale", {**SALE, "order_id": 1043, "customer_id": "c-17", "signature": signature})
    _, first, second = visitor.expect("identify", "sale", "sale")
    assert [(sale.source, sale.customer_id, sale.visitor_id) for sale in (first, second)] == [
        ("signed", "", known),
        ("signed", "c-17", known),
    ]


def test_a_wrong_signature_leaves_a_sale_of_the_browser(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.call("sale", {**SALE, "signature": sign("sale", "1042", "1", "EUR", read_visitor(visitor), "")})
    (sale,) = visitor.expect("sale")
    assert (sale.source, sale.amount_minor) == ("browser", 4990)


def test_a_signed_identity_is_sent_once_and_again_with_another_signature(visitor: Visitor) -> None:
    visitor.open("/")
    signature = sign("identify", "", "", "", read_visitor(visitor), "17")
    visitor.call("identify", 17)
    visitor.call("identify", 17, signature)
    visitor.call("identify", 17, signature)
    visitor.open("/second")
    visitor.call("identify", 17, signature)
    visitor.call("identify", 17)
    visitor.call("lead")
    claimed, signed, lead = visitor.expect("identify", "identify", "lead")
    assert [event.source for event in (claimed, signed, lead)] == ["browser", "signed", "browser"]
    assert [event.customer_id for event in (claimed, signed, lead)] == ["17", "17", "17"]
