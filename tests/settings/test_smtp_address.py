"""Mail servers and senders as settings name them."""

import pytest

from settings import MailSettings, SettingInvalid, read_settings
from settings.smtp_address import Security, SmtpServer, find_smtp_server, parse_public_url, parse_sender


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 587, Security.STARTTLS)),
        ("smtps://mail.example", SmtpServer("mail.example", 465, Security.TLS)),
        ("smtp://u%40x:p%3Aw@mail.example:25", SmtpServer("mail.example", 25, Security.STARTTLS, "u@x", "p:w")),
        ("smtp://mail.example?starttls=off", SmtpServer("mail.example", 587, Security.NONE)),
        ("smtp://127.0.0.1:2525", SmtpServer("127.0.0.1", 2525, Security.NONE)),
        ("smtp://[::1]:2525", SmtpServer("::1", 2525, Security.NONE)),
        ("smtp://localhost?starttls=on", SmtpServer("localhost", 587, Security.STARTTLS)),
        ("", None),
    ],
)
def test_an_address_says_where_and_how_mail_is_handed_in(url: str, server: SmtpServer | None) -> None:
    assert find_smtp_server(url) == server


@pytest.mark.parametrize(
    ("url", "remedy"),
    [
        ("mail.example:587", "give an address like smtp://"),
        ("http://mail.example", "give an address like smtp://"),
        ("smtp://:587", "give an address like smtp://"),
        ("smtp://mail.example:port", "give an address like smtp://"),
        ("smtp://mail.example/path", "give an address like smtp://"),
        ("smtp://mail.example?tls=off", "after the question mark only starttls=off"),
        ("smtp://u:p@mail.example?starttls=off", "a password needs an encrypted connection"),
    ],
)
def test_a_wrong_address_stops_the_process_without_its_password(url: str, remedy: str) -> None:
    with pytest.raises(SettingInvalid, match=rf"PRM_SMTP_URL=\(hidden\) is not usable: {remedy}"):
        read_settings(MailSettings, {"PRM_SMTP_URL": url})


def test_a_password_is_in_no_description() -> None:
    assert "secret" not in repr(find_smtp_server("smtp://user:secret@mail.example"))


@pytest.mark.parametrize("text", ["", "a@shop.example", "Shop <a@shop.example>"])
def test_mail_may_come_from(text: str) -> None:
    assert parse_sender(text) == text


@pytest.mark.parametrize("text", ["shop.example", "Shop", "a@", "@b", "a b@c", "a@b\r\nBcc: c@d", "Kö <a@b>"])
def test_mail_may_not_come_from(text: str) -> None:
    with pytest.raises(ValueError, match="give an address like"):
        parse_sender(text)


def test_links_lead_to_a_web_server() -> None:
    assert parse_public_url("https://partners.shop.example/") == "https://partners.shop.example"
    for text in ("partners.shop.example", "ftp://shop.example", "https://shop.example/x", "https://shop.example?a=b"):
        with pytest.raises(ValueError, match="give an address like"):
            parse_public_url(text)
