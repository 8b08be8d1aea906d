"""One mail in plain text as RFC 5322 has it; nothing in a name can add a header."""

import hashlib
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from events.host_names import encode_host


class AddressInvalid(ValueError):
    """No mail can be sent to this address."""


def make_message(sender: str, address: str, subject: str, text: str, key: str, now: datetime) -> EmailMessage:
    """``key`` names the mail: sent again, it has the same ``Message-ID``, by which mailboxes recognise it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = _parse_address(address)
    message["Subject"] = _flatten(subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{find_domain(sender)}>"
    # Nobody's holiday answer is wanted (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def find_domain(sender: str) -> str:
    """The domain that mail comes from."""
    return parseaddr(sender)[1].rpartition("@")[2]


def _parse_address(address: str) -> Address:
    local, _, domain = address.rpartition("@")
    try:
        return Address(addr_spec=f"{local}@{encode_host(domain)}")
    except (ValueError, IndexError, MessageError) as exc:
        raise AddressInvalid("this is no address that mail can be sent to") from exc


def _flatten(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
