"""One request as a web server or proxy logged it, and how the texts of a line become one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import quote

from transfer.access_logs.times import parse_time

# The texts of a line by what they are: time, zone, address, forwarded_for, request or method and target, query, status,
# referrer, agent, host, scheme, purpose, destination, content_type.
Fields = Mapping[str, str]

_REQUEST = re.compile(r"([A-Z][A-Z-]{1,30}) (\S.*?)(?: HTTP/[\d.]+)?")
# How a server names a proxy on its own machine.
_LOCAL = {"unix": "127.0.0.1", "localhost": "127.0.0.1"}
_ABSOLUTE = re.compile(r"(https?)://([^/?#]*)(.*)")
# All of ASCII that is visible: what a browser encodes is encoded already.
_VISIBLE = "!\"#$%&'()*+,/:;<=>?@[\\]^`{|}"


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """Empty where the log says nothing; ``status`` is 0 then, ``method`` empty where no HTTP was spoken.

    ``target`` is path and query.
    """

    timestamp_ms: int
    peer: str
    forwarded_for: str
    method: str
    target: str
    status: int
    referrer: str
    agent: str
    host: str
    scheme: str
    purpose: str
    destination: str
    content_type: str


def make_request(fields: Fields, zone: tzinfo) -> LoggedRequest:
    """``zone`` is that of times which name none; raises ``ValueError`` where the time or the status is none."""
    text = {name: "" if value == "-" else value for name, value in fields.items()}
    method, target = _split_request(text)
    scheme, host, target = _split_target(target, text.get("scheme", ""), text.get("host", ""))
    peer = strip_port(text.get("address", ""))
    time = f"{text.get('time', '')} {text.get('zone', '')}".rstrip()
    status = text.get("status", "")
    return LoggedRequest(
        parse_time(time, zone),
        _LOCAL.get(peer, peer),
        text.get("forwarded_for", ""),
        method,
        target if target.isascii() and target.isprintable() else quote(target, _VISIBLE),
        # What a log names and leaves open, a proxy has not answered.
        0 if "status" not in fields else int(status or -1),
        text.get("referrer", ""),
        text.get("agent", ""),
        strip_port(host).lower().rstrip("."),
        "http" if scheme == "http" else "https",
        text.get("purpose", "").lower(),
        text.get("destination", "").lower(),
        text.get("content_type", "").lower(),
    )


def _split_request(text: Fields) -> tuple[str, str]:
    if "request" in text:
        found = _REQUEST.fullmatch(text["request"])
        return (found[1], found[2]) if found else ("", "")
    target, query = text.get("target", ""), text.get("query", "").lstrip("?")
    if query and "?" not in target:
        target = f"{target}?{query}"
    return (text.get("method", "GET") if target else ""), target


def _split_target(target: str, scheme: str, host: str) -> tuple[str, str, str]:
    """Scheme, host and path with query: proxies log a whole URL."""
    found = _ABSOLUTE.fullmatch(target)
    if found:
        scheme, host, target = found.groups()
    return scheme, host, target if target.startswith("/") else f"/{target}" if target.startswith("?") else "/"


def strip_port(address: str) -> str:
    """Also without brackets and the zone of an IPv6 address."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    if address.count(":") == 1:
        address = address.partition(":")[0]
    return address.partition("%")[0]
