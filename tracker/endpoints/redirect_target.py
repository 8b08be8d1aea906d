"""Where a short link leads: its stored destination with what the link, the request and the hand-over add to it."""

import re
from urllib.parse import parse_qsl, quote, unquote_plus, urlencode, urlsplit, urlunsplit

from events.snapshot import EdgeLink
from tracker.parsing.fields import MAX_IDENTIFIER

MAX_QUERY_BYTES = 4096
MAX_FORWARDED = 20
MAX_VALUE = 512

# What the analytics of a landing page need. No other parameter of the request reaches a client's page.
_FORWARDED = re.compile(
    r"utm_\w{1,40}|\w{0,20}cl(ic)?k?_?id|[gw]braid|li_fat_id|epik|rdt_cid|ScCid|tblci|awc|cjevent|igshid|mc_[ce]id|_hsenc"
    r"|sub_?id\d?|sub\d|aff_sub\d?|clickref\d?|prm_test"
)
_SAFE_IN_URL = ":/%#?=@[]!$&'()*+,;~"


def select_parameters(query: bytes) -> dict[str, str]:
    """The request's parameters that are forwarded: campaigns, click ids of ad networks, sub ids; empty if too many."""
    if len(query) > MAX_QUERY_BYTES:
        return {}
    pairs = {name: value for name, value in parse_qsl(query.decode("latin-1")) if _FORWARDED.fullmatch(name)}
    good = {name: value for name, value in pairs.items() if len(value) <= MAX_VALUE and value.isprintable()}
    if len(good.get("sub_id", "")) > MAX_IDENTIFIER:
        del good["sub_id"]
    return good if len(good) <= MAX_FORWARDED else {}


def complete_destination(link: EdgeLink, parameters: dict[str, str]) -> str:
    """The stored destination, whose own parameters stay, but for ``ref`` and ``sub_id``, which are the link's."""
    parts = urlsplit(link.destination)
    fixed = {name: value for name, value in (("ref", link.ref), ("sub_id", link.sub_id)) if value}
    kept = [pair for pair in parts.query.split("&") if pair and _decode_name(pair) not in fixed]
    known = {_decode_name(pair) for pair in kept} | fixed.keys()
    added = fixed | {name: value for name, value in parameters.items() if name not in known}
    query = "&".join([*kept, urlencode(added)] if added else kept)
    return quote(urlunsplit(parts._replace(netloc=_encode_host(parts.netloc), query=query)), safe=_SAFE_IN_URL)


def add_hand_over(address: str, visitor_id: str, now_ms: int) -> str:
    """The address with a parameter for the landing page's snippet: this click is recorded, and is this visitor's."""
    page, mark, fragment = address.partition("#")
    return f"{page}{'&' if '?' in page else '?'}prm_visitor={visitor_id}.{now_ms}{mark}{fragment}"


def _decode_name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0])


def _encode_host(netloc: str) -> str:
    if netloc.isascii():
        return netloc
    host, colon, port = netloc.partition(":")
    return host.encode("idna").decode() + colon + port
