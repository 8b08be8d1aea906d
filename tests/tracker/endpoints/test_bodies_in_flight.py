"""Bodies take no more memory than allowed, and none before it is known whose they are."""

import json
import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.tracker.running import ORIGIN, RunningEdge, make_settings, publish, run_edge, wait_until

SALE = json.dumps({"type": "sale", "order_id": "o1", "customer_id": "c1", "amount": 1999, "currency": "EUR"}).encode()
BEACON = json.dumps({"site": "pk_shop", "type": "click", "visitor_id": "v"}).encode()


@pytest.fixture
def small_edge(redis_url: str, tmp_path: Path) -> Iterator[RunningEdge]:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_REQUEST_MEMORY_BYTES=str(1 << 20))) as running:
        yield running


def connect(edge: RunningEdge) -> socket.socket:
    return socket.create_connection(("127.0.0.1", edge.port), timeout=120)


def make_head(path: str, length: int, *lines: str) -> bytes:
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: a", f"Content-Length: {length}", *lines, "", ""]).encode()


@pytest.mark.parametrize("key", ["sk_nobody", "sk_reader", "sk_ended"])
def test_without_a_key_no_byte_of_a_batch_is_waited_for(edge: RunningEdge, key: str) -> None:
    with connect(edge) as connection:
        connection.sendall(make_head("/v1/events", 5_000_000, f"Authorization: Bearer {key}"))
        assert connection.recv(65536).startswith(b"HTTP/1.1 401 ")


def test_batches_in_flight_are_bounded_together(small_edge: RunningEdge) -> None:
    batch = (SALE + b"\n") * 5000
    assert len(batch) < 1 << 19
    head = make_head("/v1/events", len(batch), "Authorization: Bearer sk_shop")
    with ExitStack() as stack:
        opened = [stack.enter_context(connect(small_edge)) for _ in range(3)]
        for each in opened:
            each.sendall(head + batch[:-1])
        rejected, _, _ = select.select(opened, [], [], 20)
        answer = rejected[0].recv(65536)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"x-prm-rejected: overloaded" in answer
        assert b"retry-after: " in answer
        for each in set(opened) - set(rejected):
            each.sendall(batch[-1:])
            assert each.recv(65536).startswith(b"HTTP/1.1 202 ")
    again = small_edge.client.post("/v1/events", content=batch, headers={"Authorization": "Bearer sk_shop"})
    assert again.status_code == 202


def test_beacons_that_never_end_are_bounded_together(small_edge: RunningEdge) -> None:
    body = BEACON + b" " * 60_000
    head = make_head("/e", len(body), f"Origin: {ORIGIN}")
    with ExitStack() as stack:
        opened = [stack.enter_context(connect(small_edge)) for _ in range(30)]
        for each in opened:
            each.sendall(head + body[:-1])
        assert any(_is_rejected(each) for each in opened[15:])
        assert small_edge.post(BEACON).status_code == 202
    wait_until(lambda: small_edge.post(body).status_code == 202)


def _is_rejected(connection: socket.socket) -> bool:
    connection.settimeout(0.2)
    try:
        return connection.recv(65536).startswith(b"HTTP/1.1 503 ")
    except TimeoutError:
        return False
