"""The forms of ``PRM_SMTP_URL``, and of the address that mail is sent from."""

from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import parse_qsl, unquote, urlsplit

_FORMS = "give an address like smtp://user:password@host:587 or smtps://user:password@host:465"
_PORTS = {"smtp": 587, "smtps": 465}


class Security(StrEnum):
    """How the connection to the mail server is encrypted."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed in; without ``user`` nobody signs in there."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)


def parse_smtp_url(text: str) -> str:
    """The address of a mail server, or an empty string."""
    find_smtp_server(text)
    return text


def find_smtp_server(url: str) -> SmtpServer | None:
    """None for an empty address; raises ``ValueError``.

    ``smtp://`` means STARTTLS, unless the server is on this machine or ``?starttls=off`` says otherwise.
    """
    if not url:
        return None
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if parts.scheme not in _PORTS or not host or parts.path.strip("/"):
        raise ValueError(_FORMS)
    security = _choose_security(parts.scheme, host, dict(parse_qsl(parts.query)))
    if security is Security.NONE and parts.username and not _is_own_machine(host):
        raise ValueError("a password needs an encrypted connection: leave starttls=off out, or use smtps://")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpServer(host, port or _PORTS[parts.scheme], security, user, password)


def parse_sender(text: str) -> str:
    """An address that mail is sent from, with or without a name; or an empty string."""
    if not text:
        return ""
    _, address = parseaddr(text)
    local, _, domain = address.rpartition("@")
    if not text.isprintable() or not text.isascii() or not local or not domain or " " in address:
        raise ValueError("give an address like partners@shop.example or Shop <partners@shop.example>")
    return text


def parse_public_url(text: str) -> str:
    """The address of a web server without a path, or an empty string."""
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/") or parts.query):
        raise ValueError("give an address like https://partners.shop.example")
    return text.rstrip("/")


def _choose_security(scheme: str, host: str, options: dict[str, str]) -> Security:
    if set(options) - {"starttls"} or options.get("starttls", "on") not in {"on", "off"}:
        raise ValueError("after the question mark only starttls=off, or starttls=on, may stand")
    if scheme == "smtps":
        return Security.TLS
    is_plain = options["starttls"] == "off" if options else _is_own_machine(host)
    return Security.NONE if is_plain else Security.STARTTLS


def _is_own_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
