"""Answers with the headers that every response has, as bytes that are made once as long as nothing changes."""

from collections.abc import Sequence

from tracker.http.responses import Header, RawResponse

_MAX_KNOWN = 1_000


class RenderedAnswers:
    """Of one worker; the headers of every response are another list once a second, with the date."""

    def __init__(self) -> None:
        self._headers: Sequence[Header] = ()
        self._rendered = b""
        self._known: dict[bytes, bytes] = {}

    def render(self, response: RawResponse, headers: Sequence[Header], keep_alive: bool) -> bytes:
        """The whole answer with these ``headers`` of every response."""
        if headers is not self._headers:
            self._headers, self._known = headers, {}
            self._rendered = b"".join([b"%b: %b\r\n" % header for header in headers])
        if response.body or not keep_alive:
            closing = b"" if keep_alive else b"connection: close\r\n"
            return b"".join((response.head, self._rendered, closing, b"\r\n", response.body))
        known = self._known.get(response.head)
        if known is None:
            known = b"".join((response.head, self._rendered, b"\r\n"))
            if len(self._known) < _MAX_KNOWN:
                self._known[response.head] = known
        return known
