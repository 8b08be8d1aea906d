"""A request that is too large in its head, too long in its address or too slow gets an answer and is ended."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tracker.running import ORIGIN, RunningEdge, make_settings, publish, run_edge, wait_until

BODY = json.dumps({"site": "pk_shop", "type": "pageview", "visitor_id": "v"}).encode()
HEAD = f"POST /e HTTP/1.1\r\nHost: a\r\nOrigin: {ORIGIN}\r\nContent-Length: {len(BODY)}\r\n".encode()
LIVE = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture(scope="module")
def strict_edge(redis_process: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEdge]:
    """A worker with little room; its patience is longer than a busy machine may keep a client waiting."""
    url = str(getattr(redis_process, "url"))  # noqa: B009
    publish(url)
    bounds = {"PRM_MAX_HEAD_BYTES": "2048", "PRM_MAX_URL_BYTES": "512"}
    bounds |= {"PRM_REQUEST_SECONDS": "60", "PRM_KEEP_ALIVE_SECONDS": "60"}
    with run_edge(make_settings(url, tmp_path_factory.mktemp("strict"), **bounds)) as running:
        yield running


@pytest.fixture(scope="module")
def hasty_edge(redis_process: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningEdge]:
    """A worker with little patience."""
    url = str(getattr(redis_process, "url"))  # noqa: B009
    publish(url)
    bounds = {"PRM_REQUEST_SECONDS": "1", "PRM_KEEP_ALIVE_SECONDS": "1"}
    with run_edge(make_settings(url, tmp_path_factory.mktemp("hasty"), **bounds)) as running:
        yield running


def connect(edge: RunningEdge) -> socket.socket:
    return socket.create_connection(("127.0.0.1", edge.port), timeout=120)


def read_to_the_end(connection: socket.socket) -> bytes:
    received = b""
    try:
        while part := connection.recv(65536):
            received += part
    except ConnectionResetError:
        pass
    return received


def assert_readable(answer: bytes) -> None:
    """The page at ``ORIGIN`` may read status and reason."""
    assert f"access-control-allow-origin: {ORIGIN}\r\n".encode() in answer
    assert b"access-control-expose-headers: X-PRM-Rejected, Retry-After\r\n" in answer


def count(edge: RunningEdge, reason: str) -> bool:
    return f'prm_tracker_rejected_total{{reason="{reason}",worker="0"}}' in edge.client.get("/metrics").text


@pytest.mark.parametrize("step", [1 << 20, 700])
@pytest.mark.parametrize("head", [HEAD, b"GET /health/live HTTP/1.1\r\nHost: a\r\n", b"GET /prm.js HTTP/1.1\r\n"])
def test_a_large_head_is_rejected_at_once_and_in_pieces(strict_edge: RunningEdge, head: bytes, step: int) -> None:
    request = head + b"Cookie: " + b"x" * 4000 + b"\r\n\r\n"
    with connect(strict_edge) as connection:
        for begin in range(0, len(request), step):
            try:
                connection.sendall(request[begin : begin + step])
            except (BrokenPipeError, ConnectionResetError):
                break
        answer = read_to_the_end(connection)
    assert answer.startswith(b"HTTP/1.1 431 ") or (answer == b"" and step == 700)
    if answer and head == HEAD:
        assert_readable(answer)
    wait_until(lambda: count(strict_edge, "head_too_large"))


def test_a_head_that_never_ends_is_rejected(strict_edge: RunningEdge) -> None:
    with connect(strict_edge) as connection:
        connection.sendall(HEAD + b"X-A: 1\r\n" * 500)
        answer = read_to_the_end(connection)
    assert b"x-prm-rejected: head_too_large" in answer
    assert_readable(answer)


def test_a_long_address_is_rejected(strict_edge: RunningEdge) -> None:
    with connect(strict_edge) as connection:
        connection.sendall(b"GET /e.gif?url=" + b"x" * 600 + b" HTTP/1.1\r\nHost: a\r\n\r\n")
        assert read_to_the_end(connection).startswith(b"HTTP/1.1 414 ")


def test_a_large_body_behind_a_small_head_is_none_of_it(strict_edge: RunningEdge) -> None:
    body = b" " * 30_000 + BODY
    head = HEAD.replace(str(len(BODY)).encode(), str(len(body)).encode())
    with connect(strict_edge) as connection:
        for _ in range(3):
            connection.sendall(head + b"\r\n" + body)
            assert connection.recv(65536).startswith(b"HTTP/1.1 202 ")


@pytest.mark.parametrize("sent", [b"", b"P", HEAD, HEAD + b"\r\n" + BODY[:5], LIVE + HEAD])
def test_a_slow_request_is_ended(hasty_edge: RunningEdge, sent: bytes) -> None:
    with connect(hasty_edge) as connection:
        connection.sendall(sent)
        answer = read_to_the_end(connection)
    assert b"HTTP/1.1 408 " in answer
    if HEAD in sent:
        assert_readable(answer)
    assert count(hasty_edge, "too_slow")


def test_a_connection_that_is_kept_for_more_is_not_called_slow(hasty_edge: RunningEdge) -> None:
    with connect(hasty_edge) as connection:
        connection.sendall(LIVE)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        assert read_to_the_end(connection) == b""


def test_the_ordinary_bounds_are_met_by_an_ordinary_browser(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path)) as edge, connect(edge) as connection:
        connection.sendall(HEAD + b"Cookie: " + b"x" * 16_000 + b"\r\n\r\n" + BODY)
        assert connection.recv(65536).startswith(b"HTTP/1.1 202 ")


@pytest.mark.parametrize(
    "path", ["/prm.js", "/e", "/e.gif", "/r/nobody", "/r/spring.svg", "/v1/events", "/nowhere", "/%00"]
)
def test_no_answer_lets_a_browser_guess_its_type(edge: RunningEdge, path: str) -> None:
    for method in ("GET", "POST"):
        assert edge.client.request(method, path).headers.get_list("x-content-type-options") == ["nosniff"]
