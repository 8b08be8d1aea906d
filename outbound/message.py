"""One mail, plain text or with HTML beside it, as RFC 5322 has it; nothing in a name can add a header."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from events.host_names import encode_host
from outbound.appearance import LOGO_ID


class AddressInvalid(ValueError):
    """No mail can be sent to this address."""


@dataclass(frozen=True, slots=True)
class MailFile:
    """A CSV file that is attached."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Extras:
    """What a mail has besides its text: the same as HTML with a logo in it, files, and how to have no more of them."""

    html: str = ""
    logo: bytes = b""
    files: Sequence[MailFile] = ()
    unsubscribe_url: str = ""


PLAIN = Extras()


def make_message(
    sender: str, address: str, subject: str, text: str, key: str, now: datetime, extras: Extras = PLAIN
) -> EmailMessage:
    """``key`` names the mail: sent again, it has the same ``Message-ID``, by which mailboxes recognise it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = _parse_address(address)
    message["Subject"] = _flatten(subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{find_domain(sender)}>"
    # Nobody's holiday answer is wanted (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    if extras.unsubscribe_url:
        # One click of the mailbox's own button, without a page in between (RFC 8058).
        message["List-Unsubscribe"] = f"<{extras.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text)
    _add_html(message, extras)
    for file in extras.files:
        message.add_attachment(file.content, maintype="text", subtype="csv", filename=file.name)
    return message


def find_domain(sender: str) -> str:
    """The domain that mail comes from."""
    return parseaddr(sender)[1].rpartition("@")[2]


def _add_html(message: EmailMessage, extras: Extras) -> None:
    if not extras.html:
        return
    message.add_alternative(extras.html, subtype="html")
    if extras.logo:
        page = list(message.iter_parts())[1]
        # Without a name it is a part of the page, not a file that hangs on the mail.
        page.add_related(extras.logo, maintype="image", subtype="png", cid=f"<{LOGO_ID}>", disposition="inline")


def _parse_address(address: str) -> Address:
    local, _, domain = address.rpartition("@")
    try:
        return Address(addr_spec=f"{local}@{encode_host(domain)}")
    except (ValueError, IndexError, MessageError) as exc:
        raise AddressInvalid("this is no address that mail can be sent to") from exc


def _flatten(text: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())
