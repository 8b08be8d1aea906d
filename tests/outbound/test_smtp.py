"""Mail is handed to a real server: encrypted where it has to be, and what the server answers is understood."""

import ssl
from collections.abc import Iterator

import pytest
import trustme

from outbound.message import make_message
from outbound.smtp import MailRejected, MailServerUnavailable, check_server, send_message
from settings.smtp_address import Security, SmtpServer
from tests.fixtures.event_rows import at
from tests.fixtures.mail import MailServer, run_mail_server

MESSAGE = make_message("p@shop.example", "ada@b.example", "Subject", "Text\n", "key", at("2026-03-15T12:00:00"))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def certificate(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(scope="module")
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture
def plain() -> Iterator[MailServer]:
    with run_mail_server() as server:
        yield server


def test_a_server_of_this_machine_is_trusted_as_it_is(plain: MailServer) -> None:
    send_message(SmtpServer("127.0.0.1", plain.port, Security.NONE), MESSAGE)
    [mail] = plain.messages
    assert (mail["To"], mail.get_content()) == ("ada@b.example", "Text\n")


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_mail_is_encrypted_and_signed_in(
    security: Security, certificate: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    at_once = security is Security.TLS
    with run_mail_server(certificate, ("user", "pass word"), is_encrypted_at_once=at_once) as server:
        send_message(SmtpServer("127.0.0.1", server.port, security, "user", "pass word"), MESSAGE, trusting)
        assert len(server.messages) == 1
        with pytest.raises(MailServerUnavailable, match="does not accept user and password"):
            check_server(SmtpServer("127.0.0.1", server.port, security, "user", "wrong"), "p@shop.example", trusting)


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(certificate: ssl.SSLContext) -> None:
    with run_mail_server(certificate) as server:
        with pytest.raises(MailServerUnavailable, match="certificate verify failed"):
            send_message(SmtpServer("127.0.0.1", server.port, Security.STARTTLS), MESSAGE)
        assert server.messages == []


def test_nothing_is_sent_in_the_clear_where_encryption_is_expected(plain: MailServer) -> None:
    with pytest.raises(MailServerUnavailable, match="offers no encryption"):
        send_message(SmtpServer("127.0.0.1", plain.port, Security.STARTTLS), MESSAGE)
    assert plain.messages == []


@pytest.mark.parametrize(
    ("answer", "failure"), [("550 no such user", MailRejected), ("451 try later", MailServerUnavailable)]
)
def test_what_the_server_answers_says_whether_to_try_again(
    plain: MailServer, answer: str, failure: type[Exception]
) -> None:
    plain.answers.append(answer)
    with pytest.raises(failure, match=answer):
        send_message(SmtpServer("127.0.0.1", plain.port, Security.NONE), MESSAGE)


def test_a_server_that_is_away_is_a_reason_to_try_again(plain: MailServer) -> None:
    with pytest.raises(MailServerUnavailable, match=r"127\.0\.0\.1:1: "):
        send_message(SmtpServer("127.0.0.1", 1, Security.NONE), MESSAGE)
