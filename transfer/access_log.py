"""Parses a web server's access log in the combined format and makes server-to-server events of its lines."""

import gzip
import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, urlsplit

from events.enums import EventType
from events.ids import derive_event_id

# A quote inside a quoted value is escaped as \" by Apache; nginx writes \x22.
_QUOTED = rb'"((?:[^"\\]|\\.)*)"'
_LINE = re.compile(
    rb"(?P<host>\S+) \S+ .*?\[(?P<time>[^\]]+)\] "
    rb'"(?P<method>[A-Z]+) (?P<target>(?:[^"\\\s]|\\.)+)(?: HTTP/[\d.]+)?" '
    rb"\d{3} (?:\d+|-) " + _QUOTED.replace(b"(", b"(?P<referrer>", 1) + b" " + _QUOTED.replace(b"(", b"(?P<agent>", 1)
)
_LONGEST_REF = 128


@dataclass(frozen=True, slots=True)
class LogLine:
    """One request as the web server logged it; empty where it logged ``-``."""

    timestamp_ms: int
    address: str
    target: str
    referrer: str
    agent: str


def open_log(path: Path) -> tuple[IO[bytes] | gzip.GzipFile, IO[bytes]]:
    """The lines, and the file itself, whose position is the progress; gzip is recognised by content."""
    raw = path.open("rb")
    compressed = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    return (gzip.open(raw), raw) if compressed else (raw, raw)


def parse_line(line: bytes) -> LogLine | None:
    """None for a line that is not in the combined format."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    host, time, target, referrer, agent = (
        match[name].decode("utf-8", "replace") for name in ("host", "time", "target", "referrer", "agent")
    )
    try:
        moment = datetime.strptime(time, "%d/%b/%Y:%H:%M:%S %z")
    except ValueError:
        return None
    return LogLine(
        int(moment.timestamp() * 1000), _parse_address(host), target, _parse_value(referrer), _parse_value(agent)
    )


def make_events(lines: Iterator[bytes], host: str, secret: bytes) -> Iterator[dict[str, object] | None]:
    """One event a line, None where the line cannot be parsed.

    The event id follows from the line and from how many equal lines came before it, so a file replayed again gives
    the same ids, and two equal requests in one second stay two. Ids of events and visitors are keyed by ``secret``:
    nobody else can find out an address by trying all.
    """
    seen: Counter[bytes] = Counter()
    for line in lines:
        text = line.rstrip(b"\r\n")
        parsed = parse_line(text)
        if parsed is None:
            yield None
            continue
        digest = hashlib.sha256(text).digest()[:12]
        seen[digest] += 1
        keyed = hmac.digest(secret, b"%s %d" % (text, seen[digest]), hashlib.sha256)
        yield make_event(parsed, host, derive_event_id(parsed.timestamp_ms, keyed), secret)


def make_event(line: LogLine, host: str, event_id: str, secret: bytes) -> dict[str, object]:
    """A click if the address carries a ref, a page view otherwise."""
    url = _make_url(line.target, host)
    ref = _find_ref(url)
    visitor = hmac.new(secret, f"log {host} {line.address} {line.agent}".encode(), hashlib.sha256).hexdigest()[:32]
    event: dict[str, object] = {
        "type": (EventType.CLICK if ref else EventType.PAGEVIEW).value,
        "event_id": event_id,
        "timestamp": line.timestamp_ms,
        "visitor_id": f"log-{visitor}",
        "url": url,
    }
    known = {"ref": ref, "referrer": line.referrer, "ip": line.address, "user_agent": line.agent}
    return event | {name: value for name, value in known.items() if value}


def _make_url(target: str, host: str) -> str:
    if target.startswith(("http://", "https://")):
        return target
    return f"https://{host}{target if target.startswith('/') else '/'}"


def _find_ref(url: str) -> str:
    try:
        ref = parse_qs(urlsplit(url).query).get("ref", [""])[0].strip()
    except ValueError:
        return ""
    return ref if len(ref) <= _LONGEST_REF and ref.isprintable() else ""


def _parse_value(text: str) -> str:
    return "" if text == "-" else text


def _parse_address(host: str) -> str:
    # With host name look-ups switched on a server logs names here; an event takes addresses.
    try:
        return str(ip_address(host.partition("%")[0]))
    except ValueError:
        return ""
