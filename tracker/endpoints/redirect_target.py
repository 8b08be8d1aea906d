"""Where a short link leads: its stored destination with what the link, the request and the hand-over add to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote_plus, urlencode, urlsplit, urlunsplit

from events.host_names import encode_netloc
from events.link_parameters import CLICK_IDS
from events.snapshot import EdgeLink

MAX_QUERY_BYTES = 4096
MAX_FORWARDED = 20
MAX_VALUE = 512

# What the analytics of a landing page need. No other parameter of the request reaches a client's page.
_FORWARDED = re.compile(
    rf"utm_\w{{1,40}}|\w{{0,20}}cl(ic)?k?_?id|{'|'.join(CLICK_IDS)}"
    r"|sub_?id\d?|sub\d|aff_sub\d?|clickref\d?|prm_test"
)
_TEST_PANEL = "prm_test"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SAFE_IN_URL = ":/%#?=@[]!$&'()*+,;~"


@dataclass(frozen=True, slots=True)
class Parameter:
    """Name and value as they are meant, and both as they were written, but for bytes that no address may contain."""

    name: str
    value: str
    text: str


def select_parameters(query: bytes, *, with_test_panel: bool = True) -> list[Parameter]:
    """The request's parameters that are forwarded: campaigns, click ids of ad networks, sub ids; none if too many.

    In their order, repeated ones too, and as they were written. What opens the test panel is for pages with the tag.
    """
    if len(query) > MAX_QUERY_BYTES:
        return []
    good = [each for each in map(_parse_parameter, query.split(b"&")) if _FORWARDED.fullmatch(each.name)]
    good = [each for each in good if len(each.value) <= MAX_VALUE and not _CONTROL.search(each.value)]
    good = [each for each in good if with_test_panel or each.name != _TEST_PANEL]
    return good if len(good) <= MAX_FORWARDED else []


def find_sub_id(query: bytes) -> str:
    """The value of the last ``sub_id`` of a query; empty if there is none."""
    found = [each.value for each in map(_parse_parameter, query.split(b"&")) if each.name == "sub_id" and each.value]
    return found[-1] if len(query) <= MAX_QUERY_BYTES and found else ""


def complete_destination(link: EdgeLink, parameters: Sequence[Parameter]) -> str:
    """The stored destination, whose own parameters stay, but for ``ref`` and ``sub_id``, which are the link's."""
    parts = urlsplit(link.destination)
    fixed = {name: value for name, value in (("ref", link.ref), ("sub_id", link.sub_id)) if value}
    kept = [pair for pair in parts.query.split("&") if _decode_name(pair) not in fixed] if parts.query else []
    known = {_decode_name(pair) for pair in kept} | fixed.keys()
    added = [urlencode(fixed)] if fixed else []
    query = "&".join([*kept, *added, *(each.text for each in parameters if each.name not in known)])
    whole = urlunsplit(parts._replace(netloc=encode_netloc(parts.netloc), query=query))
    return quote(whole, safe=_SAFE_IN_URL)


def add_hand_over(address: str, visitor_id: str, now_ms: int) -> str:
    """The address with a parameter for the landing page's snippet: this click is recorded, and is this visitor's."""
    page, mark, fragment = address.partition("#")
    return f"{page}{'&' if '?' in page else '?'}prm_visitor={visitor_id}.{now_ms}{mark}{fragment}"


def _parse_parameter(pair: bytes) -> Parameter:
    text = quote(pair, safe=_SAFE_IN_URL)
    name, _, value = text.partition("=")
    return Parameter(unquote_plus(name), unquote_plus(value), text)


def _decode_name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0])
