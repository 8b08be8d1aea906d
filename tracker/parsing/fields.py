"""Parsers of single fields: the normal form of a value, or the reason why it is rejected."""

import re
from ipaddress import ip_address
from uuid import UUID

from events.blank_text import remove_invisible, trim
from events.enums import Consent, DisputeState, Rejection, Traffic
from events.link_parameters import clean_ref
from money.currencies import CURRENCIES
from tracker.parsing.rejection import FieldRejected

MAX_IDENTIFIER = 128
MAX_URL = 2048
MAX_USER_AGENT = 1024
MAX_EMAIL = 320
MAX_AMOUNT_MINOR = 10**15
MAX_PROPERTIES = 20
MAX_PROPERTY_NAME = 64
MAX_PROPERTY = 512

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_BARE_UUID = re.compile(r"[0-9a-f]{32}")
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_NIL = "00000000-0000-0000-0000-000000000000"
_CONSENTS = {each.value: each.value for each in Consent}
_TRAFFIC = {each.value: each.value for each in Traffic}
_STATES = {each.value: each.value for each in DisputeState}
# What a browser may claim; it is not for a bot to say whether it is one.
_BROWSER_TRAFFIC = {each.value: each.value for each in (Traffic.HUMAN, Traffic.TEST)}


def parse_identifier(name: str, value: object) -> str:
    """Trimmed; too long or with control characters it is rejected, because a shortened id is another id."""
    return _check_identifier(name, trim(_check_string(name, value)))


def parse_ref(name: str, value: object) -> str:
    """A partner's code without what it picked up when a link was copied."""
    return _check_identifier(name, clean_ref(_check_string(name, value)))


def parse_promo_code(name: str, value: object) -> str:
    """A code as it was typed, without characters that nobody sees."""
    return _check_identifier(name, remove_invisible(_check_string(name, value)))


def parse_sub_id(name: str, value: object) -> tuple[str, Rejection | None]:
    """Without control characters and cut, with the reason if that changed it: a click is not lost over it."""
    text = trim(_check_string(name, value))
    clean = trim(text if text.isprintable() else _CONTROL.sub("", text))
    if len(clean) > MAX_IDENTIFIER:
        return clean[:MAX_IDENTIFIER], Rejection.TOO_LONG
    return clean, None if clean == text else Rejection.CONTROL_CHARACTER


def parse_text(name: str, value: object, most: int = MAX_URL) -> str:
    """Free text like a referrer: trimmed, without control characters, cut at ``most`` characters."""
    text = trim(_check_string(name, value))
    return (text if text.isprintable() else trim(_CONTROL.sub("", text)))[:most]


def parse_url(name: str, value: object) -> str:
    """An absolute URL, cut at 2,048 characters."""
    text = parse_text(name, value)
    if text and not text.startswith(("https://", "http://")) and not _ABSOLUTE.match(text):
        raise FieldRejected(name, Rejection.NOT_A_URL)
    return text


def parse_user_agent(name: str, value: object) -> str:
    return parse_text(name, value, MAX_USER_AGENT)


def parse_uuid(name: str, value: object) -> str:
    """The canonical lower-case form of any UUID but the nil one."""
    text = parse_identifier(name, value)
    if is_uuid(text):
        return text
    text = text.lower()
    if _BARE_UUID.fullmatch(text):
        text = str(UUID(text))
    if not text:
        return text
    if not is_uuid(text):
        raise FieldRejected(name, Rejection.NOT_A_UUID)
    return text


def is_uuid(text: str) -> bool:
    """Whether it is one in canonical form, and not the nil one."""
    return _UUID.fullmatch(text) is not None and text != _NIL


def parse_amount(name: str, value: object) -> int:
    """Minor units, 0 to 10^15. A float is rejected even if whole: 19.99 * 100 is not."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise FieldRejected(name, Rejection.NOT_AN_INTEGER)
    if not 0 <= value <= MAX_AMOUNT_MINOR:
        raise FieldRejected(name, Rejection.OUT_OF_RANGE)
    return value


def parse_currency(name: str, value: object) -> str:
    """A code of ISO 4217, in upper case."""
    text = parse_identifier(name, value).upper()
    if text and text not in CURRENCIES:
        raise FieldRejected(name, Rejection.NOT_A_CURRENCY)
    return text


def parse_version(name: str, value: object) -> int:
    """A whole number from 0, for instance the order's time of change in milliseconds."""
    return parse_amount(name, value)


def parse_state(name: str, value: object) -> str:
    """One of ``DisputeState``."""
    return _parse_choice(name, value, _STATES)


def parse_consent(name: str, value: object) -> str:
    """One of ``Consent``."""
    return _parse_choice(name, value, _CONSENTS)


def parse_traffic(name: str, value: object) -> str:
    """One of ``Traffic``, as a server may report of its visitors."""
    return _parse_choice(name, value, _TRAFFIC)


def parse_browser_traffic(name: str, value: object) -> str:
    """``human`` or ``test``."""
    return _parse_choice(name, value, _BROWSER_TRAFFIC)


def parse_address(name: str, value: object) -> str:
    """An IPv4 or IPv6 address in its shortest form; a zone (``%eth0``) means nothing elsewhere and is rejected."""
    text = parse_identifier(name, value)
    try:
        address = ip_address(text) if text else ""
    except ValueError:
        raise FieldRejected(name, Rejection.NOT_AN_ADDRESS) from None
    if "%" in text:
        raise FieldRejected(name, Rejection.NOT_AN_ADDRESS)
    return str(address)


def parse_properties(name: str, value: object) -> dict[str, str] | None:
    """At most 20 names of at most 64 characters with strings, numbers or flags; nulls are left out."""
    if not isinstance(value, dict):
        raise FieldRejected(name, Rejection.NOT_FLAT)
    if len(value) > MAX_PROPERTIES:
        raise FieldRejected(name, Rejection.TOO_MANY)
    given = {key: item for key, item in value.items() if item is not None}
    return {_parse_property_name(name, key): _parse_property(name, item) for key, item in given.items()} or None


def reject_server_only(name: str, value: object) -> str:
    """A browser's claim about its own address is no evidence."""
    raise FieldRejected(name, Rejection.SERVER_ONLY)


def _parse_choice(name: str, value: object, choices: dict[str, str]) -> str:
    """One of the words of a closed set."""
    text = trim(_check_string(name, value))
    if text not in choices:
        raise FieldRejected(name, Rejection.OUT_OF_RANGE)
    return text


def _check_string(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise FieldRejected(name, Rejection.NOT_A_STRING)
    return value


def _check_identifier(name: str, text: str) -> str:
    if len(text) > MAX_IDENTIFIER:
        raise FieldRejected(name, Rejection.TOO_LONG)
    if not text.isprintable() and _CONTROL.search(text):
        raise FieldRejected(name, Rejection.CONTROL_CHARACTER)
    return text


def _parse_property_name(name: str, key: str) -> str:
    text = parse_identifier(name, key)
    if len(text) > MAX_PROPERTY_NAME:
        raise FieldRejected(name, Rejection.TOO_LONG)
    return text


def _parse_property(name: str, item: object) -> str:
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, int | float):
        return str(item)
    if not isinstance(item, str):
        raise FieldRejected(name, Rejection.NOT_FLAT)
    text = trim(item)
    if len(text) > MAX_PROPERTY:
        raise FieldRejected(name, Rejection.TOO_LONG)
    return parse_text(name, text)
