"""Parses lines of text: nginx, Apache and what writes like them, load balancers of AWS, HAProxy."""

import re
from collections.abc import Callable
from ipaddress import ip_address
from itertools import chain

from transfer.access_logs.log_pattern import PREFIX, make_pattern, match_pattern
from transfer.access_logs.request import Fields, strip_port

COMBINED = '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"'
VHOST_COMBINED = f"%v:%p {COMBINED}"
VHOST = f"%v {COMBINED}"
FORWARDED = COMBINED.replace("%h", "%{X-Forwarded-For}i")
COMMON = '%h %l %u %t "%r" %>s %b'
ALB = (
    "$type $time_iso8601 $elb $remote_addr:$remote_port $target $t1 $t2 $t3 $status $target_status $received $sent"
    ' "$request" "$http_user_agent"'
)

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_HAPROXY = re.compile(
    rf"(?:{PREFIX}|.*?haproxy\[\d+\]: )(?P<address>[^\s,\"]+):\d+ \[(?P<time>[^\]]+)\] \S+ \S+ [\d/+-]+"
    r" (?P<status>-?\d+) [\d+]+ \S+ \S+ \S+ [\d/+]+ [\d/]+(?P<captured>(?: \{[^{}]*\})*) \"(?P<request>[^\"]*)\"?"
)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?")


def make_pattern_parser(given: str) -> Callable[[str], Fields | None]:
    """A parser of lines in a format of one's own."""
    pattern = make_pattern(given)
    return lambda line: match_pattern(pattern, line)


def make_combined_parser(given: str) -> Callable[[str], Fields | None]:
    """As :func:`make_pattern_parser`; what stands in quotes behind it and ends with an address is X-Forwarded-For."""
    parse = make_pattern_parser(given)

    def parse_combined(line: str) -> Fields | None:
        fields = parse(line)
        if not fields or "rest" not in fields or "forwarded_for" in fields:
            return fields
        return {**fields, "forwarded_for": _find_forwarded(fields["rest"])}

    return parse_combined


def make_vhost_parser(given: str) -> Callable[[str], Fields | None]:
    """As :func:`make_combined_parser`, where an address or a name with a dot follows the host: an ident is ``-``."""
    parse = make_combined_parser(given)

    def parse_vhost(line: str) -> Fields | None:
        fields = parse(line)
        return fields if fields and set(fields["address"]) & {".", ":"} else None

    return parse_vhost


def make_haproxy_parser() -> Callable[[str], Fields | None]:
    """`option httplog`; captured request headers have no names there and are recognised by what they contain."""
    return _parse_haproxy


def _parse_haproxy(line: str) -> Fields | None:
    found = _HAPROXY.fullmatch(line)
    if found is None:
        return None
    captured = found["captured"].strip().removeprefix("{").partition("}")[0]
    named = {_name_captured(value): value for value in reversed(captured.split("|")) if value}
    return {**named, **{name: found[name] for name in ("address", "time", "status", "request")}}


def _name_captured(value: str) -> str:
    if value.startswith(("https://", "http://")):
        return "referrer"
    if _ends_with_address(value):
        return "forwarded_for"
    if _HOST.fullmatch(value):
        return "host"
    return "agent" if "/" in value else "other"


def _find_forwarded(rest: str) -> str:
    """Some proxies add a port; so does nginx where it logs the server behind it, which thus comes last."""
    quoted = _QUOTED.findall(rest)
    with_port = (text for text in quoted if _ends_with_address(text, with_port=True))
    return next(chain(filter(_ends_with_address, quoted), with_port), "")


def _ends_with_address(text: str, *, with_port: bool = False) -> bool:
    """Clients may write anything into X-Forwarded-For, proxies append an address."""
    last = text.rpartition(",")[2].strip()
    try:
        return bool(ip_address(strip_port(last) if with_port else last))
    except ValueError:
        return False
