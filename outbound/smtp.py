"""Hands a mail to the mail server; the library's exceptions stop here."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from outbound.message import find_domain
from settings.smtp_address import Security, SmtpServer

_TIMEOUT_SECONDS = 30
_PERMANENT = 500


class MailRejected(Exception):
    """The server will never take this mail; another attempt would be in vain."""


class MailServerUnavailable(Exception):
    """The server cannot be reached, does not let us in, or cannot take mail at this moment."""


def send_message(server: SmtpServer, message: EmailMessage, context: ssl.SSLContext | None = None) -> None:
    """Returns once the server has taken it; ``context`` is for a certificate that no public authority signed."""
    with _connect(server, find_domain(str(message["From"])), context) as smtp:
        try:
            smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as exc:
            raise _judge(*next(iter(exc.recipients.values()))) from exc
        except smtplib.SMTPSenderRefused as exc:
            # Whoever runs the installation can mend it.
            raise MailServerUnavailable(f"the mail server does not accept the sender ({exc.smtp_code})") from exc
        except smtplib.SMTPResponseException as exc:
            raise _judge(exc.smtp_code, exc.smtp_error) from exc
        except (smtplib.SMTPNotSupportedError, UnicodeError) as exc:
            raise MailRejected("the mail server takes no addresses beyond ASCII") from exc


def check_server(server: SmtpServer, sender: str, context: ssl.SSLContext | None = None) -> None:
    """Connects and signs in; raises ``MailServerUnavailable``."""
    with _connect(server, find_domain(sender), context) as smtp:
        smtp.noop()


@contextmanager
def _connect(server: SmtpServer, own_name: str, context: ssl.SSLContext | None) -> Iterator[smtplib.SMTP]:
    context = context or ssl.create_default_context()
    try:
        smtp = _open(server, own_name, context)
        try:
            if server.security is Security.STARTTLS:
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, server.password)
            yield smtp
        finally:
            # A mail that was taken is taken, however the server says goodbye.
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()
    except smtplib.SMTPNotSupportedError as exc:
        raise MailServerUnavailable(f"{server.host} offers no encryption, or no sign-in") from exc
    except smtplib.SMTPAuthenticationError as exc:
        raise MailServerUnavailable(f"{server.host} does not accept user and password ({exc.smtp_code})") from exc
    except (OSError, smtplib.SMTPException) as exc:
        raise MailServerUnavailable(f"{server.host}:{server.port}: {_describe(exc)}") from exc


def _open(server: SmtpServer, own_name: str, context: ssl.SSLContext) -> smtplib.SMTP:
    if server.security is Security.TLS:
        return smtplib.SMTP_SSL(server.host, server.port, own_name, timeout=_TIMEOUT_SECONDS, context=context)
    return smtplib.SMTP(server.host, server.port, own_name, timeout=_TIMEOUT_SECONDS)


def _judge(code: int, answer: bytes | str) -> Exception:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    said = f"the mail server answered {code} {text}"
    return MailRejected(said) if code >= _PERMANENT else MailServerUnavailable(said)


def _describe(exc: Exception) -> str:
    if isinstance(exc, smtplib.SMTPResponseException):
        return f"answered {exc.smtp_code}"
    return str(exc) or type(exc).__name__
