"""A mail is correct by RFC 5322, and nothing in a name adds a header."""

from email import message_from_bytes
from email.policy import default

import pytest

from outbound.message import AddressInvalid, make_message
from tests.fixtures.event_rows import at

NOW = at("2026-03-15T12:00:00")


def test_a_mail_has_the_headers_that_mailboxes_expect() -> None:
    made = make_message(
        "Shop <p@shop.example>", "ada@xn--bcher-kva.example", "Hé", "Line\nhttps://x.example/#a=b\n", "k", NOW
    )
    read = message_from_bytes(bytes(made), policy=default)
    assert (read["From"], read["To"], read["Subject"]) == ("Shop <p@shop.example>", "ada@xn--bcher-kva.example", "Hé")
    assert read["Date"] == "Sun, 15 Mar 2026 12:00:00 +0000"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Message-ID"].endswith("@shop.example>")
    assert read.get_content_type() == "text/plain"
    assert read.get_content().splitlines() == ["Line", "https://x.example/#a=b"]


def test_the_same_mail_sent_again_is_recognised() -> None:
    first, again, other = (make_message("p@shop.example", "a@b.example", "S", "T", key, NOW) for key in ("k", "k", "l"))
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]


def test_a_name_adds_no_header() -> None:
    made = make_message("p@shop.example", "a@b.example", "Shop\r\nBcc: spy@evil.example\r\n\r\nBody", "Text", "k", NOW)
    read = message_from_bytes(bytes(made), policy=default)
    assert read["Bcc"] is None
    assert read["Subject"] == "Shop Bcc: spy@evil.example Body"


@pytest.mark.parametrize("address", ["", "a", "a@", "@b", "a@b\r\nBcc: c@d", "a@b,c@d", "a b@c.example"])
def test_no_mail_goes_to_what_is_no_address(address: str) -> None:
    with pytest.raises(AddressInvalid):
        make_message("p@shop.example", address, "S", "T", "k", NOW)


def test_a_host_name_of_other_letters_is_written_in_ascii() -> None:
    assert make_message("p@shop.example", "a@bücher.example", "S", "T", "k", NOW)["To"] == "a@xn--bcher-kva.example"
