"""Validates given values: one function for each kind of value, which returns it normalised or raises."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from events.blank_text import trim
from events.email import normalise_email
from events.host_names import encode_host, is_address
from events.no_names import is_name
from languages.language import Language
from registry.domains import is_shared
from registry.errors import RegistryInvalid

# Unreserved characters of a URL (RFC 3986, 2.3): a code needs no escaping in a link, and is ASCII.
_CODE = re.compile(r"[A-Za-z0-9._~-]{1,64}")
_HOST_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# As the tracker has them: other ids are in no event.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LONGEST_IDENTIFIER = 128
_CURRENCY = re.compile(r"[A-Z]{3}")


def check_text(field: str, value: str, longest: int = 200) -> str:
    """Trimmed, not empty, without control characters."""
    text = value.strip()
    if not text or len(text) > longest or not text.isprintable():
        raise RegistryInvalid(field, f"give 1 to {longest} printable characters")
    return text


def check_label(field: str, value: str) -> str:
    """The name of a group or a tag."""
    return check_text(field, value, 64)


def check_labels(field: str, values: Iterable[str]) -> list[str]:
    """Tags, each once whatever its case, in their order."""
    labels = (check_label(field, value) for value in values)
    return list({label.lower(): label for label in labels}.values())


def check_notes(field: str, value: str, longest: int = 4000) -> str:
    """Trimmed text of several lines; may be empty."""
    text = value.replace("\r\n", "\n").strip()
    if len(text) > longest or not all(each.isprintable() or each in "\n\t" for each in text):
        raise RegistryInvalid(field, f"give up to {longest} characters of text")
    return text


def check_code(field: str, value: str) -> str:
    """A code that needs no escaping in a URL; stored as given, compared in lower case."""
    if not _CODE.fullmatch(value):
        raise RegistryInvalid(field, "give 1 to 64 of the characters A-Z a-z 0-9 . _ ~ -")
    return value


def check_choice(field: str, value: str, choices: Collection[str]) -> str:
    """One value of a closed set."""
    if value not in choices:
        raise RegistryInvalid(field, "give one of " + ", ".join(choices))
    return value


def check_number(field: str, value: int, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``."""
    if not low <= value <= high:
        raise RegistryInvalid(field, f"give a whole number from {low} to {high}")
    return value


def check_email(field: str, value: str) -> str:
    """An address in lower case, its tag and dots kept, since mail is sent to it; empty if none is known."""
    address = value.strip().lower()
    if address and (not normalise_email(address) or not address.isprintable() or len(address) > 254):
        raise RegistryInvalid(field, "give an address like ada@example.com")
    return address


def check_customer_id(field: str, value: str) -> str:
    """The shop's own id of a customer as events carry it, trimmed; empty if none is known."""
    named = trim(value)
    if named and (len(named) > _LONGEST_IDENTIFIER or _CONTROL.search(named) or not is_name(named)):
        raise RegistryInvalid(field, f"give the shop's own id of a customer, of up to {_LONGEST_IDENTIFIER} characters")
    return named


def check_currency(field: str, value: str) -> str:
    """Three capital letters of ISO 4217."""
    if not _CURRENCY.fullmatch(value):
        raise RegistryInvalid(field, "give three capital letters like EUR")
    return value


def check_language(field: str, value: str) -> str:
    """The code of a language that there are texts in; empty: as the browser says."""
    return check_choice(field, value, tuple(Language)) if value else ""


def check_timezone(field: str, value: str) -> str:
    """A name of the IANA time zone database."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise RegistryInvalid(field, "give an IANA name like Europe/Berlin") from None
    return value


def check_hosts(field: str, values: Iterable[str], *, may_be_none: bool = False) -> list[str]:
    """Host names in lower case and ASCII, each once; ``*.example.com`` covers every subdomain."""
    hosts = list(dict.fromkeys(_check_host(field, value) for value in values))
    if not hosts and not may_be_none:
        raise RegistryInvalid(field, "give at least one host like shop.example")
    return hosts


def check_destination(field: str, value: str, hosts: Collection[str]) -> str:
    """An absolute http(s) URL whose host is one of ``hosts``: short links are no open redirect."""
    host = find_host(value) if value.isprintable() and " " not in value else ""
    if not host or "\\" in value or len(value) > 2000 or not value.lower().startswith(("http://", "https://")):
        raise RegistryInvalid(field, "give a full address like https://shop.example/page")
    parts = urlsplit(value)
    try:
        # Read, it is checked.
        _ = parts.port
    except ValueError:
        raise RegistryInvalid(field, "give a port between 0 and 65535 in the address, or none") from None
    if parts.username is not None or parts.password is not None:
        raise RegistryInvalid(field, "give an address without a name or password in it")
    if not is_covered(host, hosts):
        listed = ", ".join(hosts)
        raise RegistryInvalid(field, f"{host} is not one of the hosts to which the site's links may lead ({listed})")
    return value


def check_future(field: str, value: datetime | None, now: datetime) -> datetime | None:
    """A time with its zone, later than ``now``; None for no end."""
    if value is not None and (value.tzinfo is None or value <= now):
        raise RegistryInvalid(field, "give a future time with its zone")
    return value


def _check_host(field: str, value: str) -> str:
    given = value.strip().lower().rstrip(".")
    address = given[1:-1] if given.startswith("[") and given.endswith("]") else given
    if is_address(address):
        return ip_address(address).compressed
    star, name = ("*.", given[2:]) if given.startswith("*.") else ("", given)
    try:
        ascii_name = encode_host(name)
    except ValueError:
        ascii_name = ""
    if not all(map(_HOST_LABEL.fullmatch, ascii_name.split("."))):
        raise RegistryInvalid(field, f"{value!r} is not a host name; give it without scheme, port and path")
    if is_shared(ascii_name):
        raise RegistryInvalid(field, f"{ascii_name} is shared by many websites; give the host of yours")
    return star + ascii_name


def find_overlap(hosts: Iterable[str], others: Iterable[str]) -> str:
    """The first of the hosts that one of the others is or covers, or is covered by; empty if there is none.

    `*.shop.example` overlaps `shop.example` too: who has the subdomains of a host shares its cookies.
    """
    taken = [other for other in others if not is_own_machine(other)]
    return next((host for host in hosts if any(_overlap(host, other) for other in taken)), "")


def is_own_machine(host: str) -> bool:
    """Whether the host is the machine of whoever asks, where shops are developed."""
    is_loopback = is_address(host) and ip_address(host).is_loopback
    return is_loopback or host.removeprefix("*.") == "localhost" or host.endswith(".localhost")


def _overlap(host: str, other: str) -> bool:
    return host.removeprefix("*.") == other.removeprefix("*.") or covers_host(host, other) or covers_host(other, host)


def find_host(address: str) -> str:
    """The host of an address in lower case and ASCII; empty if it has none."""
    try:
        return encode_host(urlsplit(address).hostname or "")
    except ValueError:
        return ""


def is_covered(host: str, patterns: Iterable[str]) -> bool:
    """Whether it is one of these hosts of a site."""
    return any(covers_host(pattern, host) for pattern in patterns)


def covers_host(pattern: str, host: str) -> bool:
    """Whether a host of a site, ``*.`` included, stands for this host."""
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern
