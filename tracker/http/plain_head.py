"""Parses a plain beacon that has arrived whole in one pass, without a call of the parser for each header.

It only accepts. Whatever is unusual, though it may be valid (a header without a value, or twice, a byte beyond ASCII, a
second request behind the first), is left to the parser of the connection, which alone rejects.
"""

import re
from collections.abc import Iterable

from tracker.http.request_head import Headers

NOT_PLAIN = frozenset({b"transfer-encoding", b"content-encoding", b"expect", b"upgrade", b"proxy-connection"})

_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+): ([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)")
_END = b"\r\n\r\n"
# Most lines of a moment are the same: those of a browser, of a page, of a proxy. Those of a visitor are not kept.
_OF_VISITORS = frozenset({b"cookie", b"x-forwarded-for"})
_MAX_KNOWN_LINES = 4_096
_MAX_KNOWN_BYTES = 256


class _NotPlain(Exception):
    """A line that is left to the parser."""


class _Lines(dict[bytes, tuple[bytes, bytes]]):
    """Name, in lower case, and value of each plain line of a head; what was parsed once is known."""

    def __missing__(self, line: bytes) -> tuple[bytes, bytes]:
        found = _LINE.fullmatch(line)
        if found is None:
            raise _NotPlain
        parsed = name, value = found[1].lower(), found[2]
        if name in NOT_PLAIN or (name == b"connection" and value.lower() != b"keep-alive"):
            raise _NotPlain
        if len(line) <= _MAX_KNOWN_BYTES and name not in _OF_VISITORS:
            if len(self) >= _MAX_KNOWN_LINES:
                self.clear()
            self[line] = parsed
        return parsed


class PlainRequests:
    """The plain requests of one worker: ``POST`` of HTTP/1.1 to one of the ``paths``."""

    def __init__(self, paths: Iterable[bytes], max_head_bytes: int, max_body_bytes: int) -> None:
        self._starts = tuple(b"POST %b HTTP/1.1\r\n" % path for path in paths)
        self._max_head_bytes = max_head_bytes
        self._max_body_bytes = max_body_bytes
        self._find_line = _Lines().__getitem__

    def parse(self, data: bytes) -> tuple[Headers, bytes] | None:
        """Headers and body of exactly one request; None for all that is not so plain."""
        if not data.startswith(self._starts):
            return None
        head, end, body = data.partition(_END)
        if not end or len(head) > self._max_head_bytes or len(body) > self._max_body_bytes:
            return None
        lines = head.split(b"\r\n")
        del lines[0]
        try:
            headers = dict(map(self._find_line, lines))
        except _NotPlain:
            return None
        is_plain = len(headers) == len(lines) and headers.get(b"content-length") == b"%d" % len(body)
        return (headers, body) if is_plain else None
