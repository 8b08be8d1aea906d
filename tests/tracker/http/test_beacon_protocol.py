"""The protocol of beacons keeps to HTTP: pieces, pipelines, ends of connections, odd requests."""

import json
import socket
import time

import pytest

from tests.tracker.running import ORIGIN, RunningEdge, wait_until

BODY = json.dumps({"site": "pk_shop", "type": "pageview", "visitor_id": "v"}).encode()
HEAD = f"POST /e HTTP/1.1\r\nHost: a\r\nOrigin: {ORIGIN}\r\nContent-Length: {len(BODY)}\r\n".encode()
BEACON = HEAD + b"\r\n" + BODY


def connect(edge: RunningEdge) -> socket.socket:
    return socket.create_connection(("127.0.0.1", edge.port), timeout=120)


def read_statuses(connection: socket.socket, count: int) -> list[bytes]:
    """The status of as many answers, read until they are all there or the connection ends."""
    received = b""
    while received.count(b"HTTP/1.1 ") < count or not received.endswith((b"\r\n\r\n", b"}", b"\n")):
        part = connection.recv(65536)
        if not part:
            break
        received += part
    return [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]]


def test_a_beacon_may_come_in_pieces(each_edge: RunningEdge) -> None:
    with connect(each_edge) as connection:
        for byte in BEACON:
            connection.sendall(bytes([byte]))
        assert read_statuses(connection, 1) == [b"202"]


def test_pipelined_requests_are_answered_in_order(each_edge: RunningEdge) -> None:
    bad = HEAD + b"\r\n" + b"x" * len(BODY)
    live = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
    with connect(each_edge) as connection:
        connection.sendall(BEACON + bad + BEACON + b"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n" + BEACON + live)
        assert read_statuses(connection, 6) == [b"202", b"400", b"202", b"404", b"202", b"200"]
    assert len(each_edge.stored()) == 3


def test_a_connection_serves_beacons_and_others_in_turn(each_edge: RunningEdge) -> None:
    with connect(each_edge) as connection:
        for _ in range(3):
            connection.sendall(BEACON)
            assert read_statuses(connection, 1) == [b"202"]
            connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
            assert read_statuses(connection, 1) == [b"200"]


@pytest.mark.parametrize("head", [HEAD.replace(b"1.1", b"1.0"), HEAD + b"Connection: close\r\n"])
def test_a_connection_ends_where_the_client_wants_it(each_edge: RunningEdge, head: bytes) -> None:
    with connect(each_edge) as connection:
        connection.sendall(head + b"\r\n" + BODY)
        assert read_statuses(connection, 1) == [b"202"]
        assert connection.recv(100) == b""


def test_a_body_may_come_in_chunks(each_edge: RunningEdge) -> None:
    head = f"POST /e HTTP/1.1\r\nHost: a\r\nOrigin: {ORIGIN}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    with connect(each_edge) as connection:
        connection.sendall(head + b"%x\r\n" % len(BODY) + BODY + b"\r\n0\r\n\r\n")
        assert read_statuses(connection, 1) == [b"202"]


def test_endless_chunks_end_at_the_limit(each_edge: RunningEdge) -> None:
    head = f"POST /e HTTP/1.1\r\nHost: a\r\nOrigin: {ORIGIN}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    with connect(each_edge) as connection:
        connection.sendall(head + (b"4000\r\n" + b"x" * 0x4000 + b"\r\n") * 5)
        assert read_statuses(connection, 1) == [b"413"]


def test_a_client_that_expects_100_continue_gets_it(each_edge: RunningEdge) -> None:
    with connect(each_edge) as connection:
        connection.sendall(HEAD + b"Expect: 100-continue\r\n\r\n")
        assert read_statuses(connection, 1) == [b"100"]
        connection.sendall(BODY)
        assert read_statuses(connection, 1) == [b"202"]


@pytest.mark.parametrize("sent", [HEAD, HEAD + b"\r\n" + BODY[:10], BEACON])
def test_a_client_that_hangs_up_does_no_harm(each_edge: RunningEdge, sent: bytes) -> None:
    with connect(each_edge) as connection:
        connection.sendall(sent)
    assert each_edge.post(BODY).status_code == 202
    wait_until(lambda: len(each_edge.stored()) == 1 + (sent == BEACON))


@pytest.mark.parametrize("begin", [b"\r\n", BEACON[:1], BEACON[: len(HEAD) - 3], HEAD + b"X-A: "])
def test_a_whole_beacon_that_arrives_after_the_beginning_of_another_is_none(
    each_edge: RunningEdge, begin: bytes
) -> None:
    """What follows a beginning belongs to it, though it looks like a request of its own."""
    with connect(each_edge) as connection:
        connection.sendall(BEACON)
        assert read_statuses(connection, 1) == [b"202"]
        connection.sendall(begin)
        # Not before the edge has it: both would arrive as one.
        time.sleep(0.1)
        connection.sendall(BEACON)
        (status,) = read_statuses(connection, 1)
    assert status == (b"202" if begin == b"\r\n" else b"400")
    assert len(each_edge.stored()) == 1 + (begin == b"\r\n")


def test_a_body_that_is_a_beacon_itself_stays_a_body(each_edge: RunningEdge) -> None:
    with connect(each_edge) as connection:
        connection.sendall(HEAD.replace(b"%d\r\n" % len(BODY), b"%d\r\n" % len(BEACON)) + b"\r\n")
        time.sleep(0.1)
        connection.sendall(BEACON)
        assert read_statuses(connection, 1) == [b"400"]
        connection.sendall(BEACON)
        assert read_statuses(connection, 1) == [b"202"]
    assert len(each_edge.stored()) == 1


@pytest.mark.parametrize("length", [b"99999999999999999999999", b"70000", b"-1", b"1e3", b""])
def test_a_strange_length_is_rejected(each_edge: RunningEdge, length: bytes) -> None:
    head = HEAD.replace(str(len(BODY)).encode(), length)
    with connect(each_edge) as connection:
        connection.sendall(head + b"\r\n")
        (status,) = read_statuses(connection, 1)
        assert status in {b"400", b"413"}
