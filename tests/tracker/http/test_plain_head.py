"""What is parsed past the parser is exactly what the parser would have made of it; all else is left to it."""

import httptools
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tracker.http.plain_head import PlainRequests
from tracker.http.request_head import Headers, gather_headers

BODY = b'{"site":"pk_shop","type":"pageview"}'
LINES = (
    b"Host: track.example",
    b"Connection: keep-alive",
    b"Content-Length: %d" % len(BODY),
    b"Origin: https://shop.example",
    b"User-Agent: Mozilla/5.0 (X11; Linux x86_64)",
    b"Cookie: prm_visitor=0190f3c2-7a3b-7cc1-9d2e-000000000abc; a=b",
)
MAX_HEAD, MAX_BODY = 1_000, 100
# Pieces that HTTP gives a meaning, or that one parser may read otherwise than another.
PIECES = (
    b"\r\n", b"\n", b"\r", b"\r\n\r\n", b" ", b"\t", b":", b": ", b"\0", b"\x7f", b"\xff", b",", b"0", b"+", b"1",
    b"Content-Length: 3\r\n", b"content-length: 36\r\n", b"Transfer-Encoding: chunked\r\n", b"Connection: close\r\n",
    b"Proxy-Connection: close\r\n", b"Upgrade: websocket\r\n", b"Expect: 100-continue\r\n", b"X: \r\n",
    b"POST /e HTTP/1.1\r\n",
)  # fmt: skip


class Parsed:
    """What the parser calls back."""

    def __init__(self) -> None:
        self.url, self.body, self.ended = b"", b"", 0
        self.lines: list[tuple[bytes, bytes]] = []

    def on_url(self, part: bytes) -> None:
        self.url += part

    def on_header(self, name: bytes, value: bytes) -> None:
        self.lines.append((name.lower(), value))

    def on_body(self, part: bytes) -> None:
        self.body += part

    def on_message_complete(self) -> None:
        self.ended += 1


def make_request(*lines: bytes, start: bytes = b"POST /e HTTP/1.1", body: bytes = BODY) -> bytes:
    return b"\r\n".join((start, *lines, b"", body))


def parse(data: bytes) -> tuple[Headers, bytes] | None:
    return PlainRequests((b"/e", b"/collect"), MAX_HEAD, MAX_BODY).parse(data)


def assert_same(data: bytes) -> None:
    plain = parse(data)
    if plain is None:
        return
    parsed = Parsed()
    parser = httptools.HttpRequestParser(parsed)
    parser.feed_data(data)
    assert (parser.get_method(), parser.get_http_version(), parsed.ended) == (b"POST", "1.1", 1)
    assert parser.should_keep_alive()
    assert not parser.should_upgrade()
    assert parsed.url in {b"/e", b"/collect"}
    assert plain == (gather_headers(parsed.lines), parsed.body)
    # The parser is where a new request begins.
    parser.feed_data(make_request(*LINES))
    assert parsed.ended == 2


def test_an_ordinary_beacon_is_plain() -> None:
    plain = parse(make_request(*LINES))
    assert plain is not None
    headers, body = plain
    assert body == BODY
    assert headers[b"user-agent"] == b"Mozilla/5.0 (X11; Linux x86_64)"
    assert_same(make_request(*LINES))


@pytest.mark.parametrize(
    "line",
    [
        b"Transfer-Encoding: chunked", b"Content-Encoding: gzip", b"Expect: 100-continue", b"Upgrade: h2c",
        b"Connection: close", b"Connection: keep-alive, upgrade", b"Proxy-Connection: close", b"HOST: other.example",
        b"content-length: 36", b"X-A:1", b"X-A:  1", b"X-A: 1 ", b"X-A: \t1", b"X-A: ", b"X-A : 1", b" folded: 1",
        b"X-A", b": 1", b"X\xc3: 1", b"X-A: \xc3\xa4", b"X-A: a\0b", b"X-A: a\nX-B: b", b"X-A: a\rb",
        b"X-A: " + b"a" * MAX_HEAD,
    ],
)  # fmt: skip
def test_an_unusual_line_is_left_to_the_parser(line: bytes) -> None:
    assert parse(make_request(*LINES, line)) is None
    # What is known by then makes no difference.
    assert parse(make_request(*LINES, line)) is None


@pytest.mark.parametrize("length", [b"0", b"35", b"37", b"036", b"+36", b"36 ", b"36, 36", b"0x24", b""])
def test_another_length_than_that_of_what_is_there_is_left_to_the_parser(length: bytes) -> None:
    assert parse(make_request(b"Host: a", b"Content-Length: " + length)) is None


@pytest.mark.parametrize(
    "start",
    [b"GET /e HTTP/1.1", b"POST /e HTTP/1.0", b"POST /e/ HTTP/1.1", b"POST  /e HTTP/1.1", b"POST http://a/e HTTP/1.1"],
)
def test_another_first_line_is_left_to_the_parser(start: bytes) -> None:
    assert parse(make_request(*LINES, start=start)) is None


def test_without_a_length_it_is_left_to_the_parser() -> None:
    assert parse(make_request(b"Host: a", body=b"")) is None


def test_two_requests_at_once_and_a_part_of_one_are_left_to_the_parser() -> None:
    request = make_request(*LINES)
    assert parse(request * 2) is None
    assert all(parse(request[:end]) is None for end in range(len(request)))


def test_a_head_that_has_not_ended_is_left_to_the_parser() -> None:
    """Else the rest of a header that arrives later would be taken for a request of its own."""
    request = make_request(b"Host: a", b"Content-Length: 0", b"X-A: abPOST /e HTTP/1.1", body=b"")
    assert parse(request) is not None
    assert [end for end in range(len(request)) if parse(request[:end]) is not None] == []


def test_a_body_beyond_the_limit_is_left_to_the_parser() -> None:
    body = b"x" * (MAX_BODY + 1)
    assert parse(make_request(b"Content-Length: %d" % len(body), body=body)) is None


@given(
    st.lists(
        st.tuples(st.sampled_from(PIECES), st.integers(0, len(make_request(*LINES))), st.integers(0, 3)),
        min_size=1,
        max_size=3,
    )
)
@example([(b"Transfer-Encoding: chunked\r\n", len(b"POST /e HTTP/1.1\r\n"), 0)])
def test_a_request_with_pieces_put_in_or_replaced_is_parsed_alike_or_not_at_all(
    changes: list[tuple[bytes, int, int]],
) -> None:
    data = make_request(*LINES)
    for piece, at, removed in changes:
        data = data[:at] + piece + data[at + removed :]
    assert_same(data)


@given(st.lists(st.sampled_from(LINES + tuple(piece.strip() for piece in PIECES)), max_size=8))
def test_any_lines_are_parsed_alike_or_not_at_all(lines: list[bytes]) -> None:
    assert_same(make_request(*lines))
