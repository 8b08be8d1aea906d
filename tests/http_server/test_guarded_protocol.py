"""Connections of the console's server stay within bounds: what they send, how long they wait, how many there are."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from http_server.guard import Guard
from settings import ConsoleSettings, read_settings
from settings.heartbeat import Heartbeat
from supervisor.web_server import configure_server, open_guard
from tests.console.server import run_server
from tests.tracker.running import wait_until

HEAD = b"GET /live HTTP/1.1\r\nHost: a\r\n"
SIZES = {"PRM_MAX_HEAD_BYTES": "2048", "PRM_MAX_URL_BYTES": "512"}
HASTY = {"PRM_REQUEST_SECONDS": "1"}
# A client of a busy machine is not late for as long.
PATIENT = {"PRM_REQUEST_SECONDS": "60"}
FEW = {"PRM_MAX_CONNECTIONS": "20"}
LITTLE = {"PRM_REQUEST_MEMORY_BYTES": str(1 << 20), "PRM_MAX_HEAD_BYTES": str(1 << 16)}
ANSWER_PIECES = 1000


@dataclass(frozen=True, slots=True)
class RunningServer:
    address: str
    guard: Guard
    server: uvicorn.Server

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", urlsplit(self.address).port or 0), timeout=120)


@contextmanager
def run(**environ: str) -> Iterator[RunningServer]:
    settings = read_settings(ConsoleSettings, environ)
    guard = open_guard(settings)
    server = configure_server(make_app(), Heartbeat(None), settings, guard)
    with run_server(server) as address:
        yield RunningServer(address, guard, server)


def make_app() -> Starlette:
    async def answer_live(_: Request) -> PlainTextResponse:
        return PlainTextResponse("live")

    async def answer_much(_: Request) -> StreamingResponse:
        return StreamingResponse(iter([b"x" * 65_536] * ANSWER_PIECES))

    return Starlette(routes=[Route("/live", answer_live), Route("/much", answer_much)])


def read_to_the_end(connection: socket.socket) -> bytes:
    received = bytearray()
    try:
        while part := connection.recv(1 << 20):
            received += part
    except ConnectionResetError:
        pass
    return bytes(received)


@pytest.mark.parametrize(
    ("sent", "status", "patience"),
    [
        (HEAD + b"X: " + b"x" * 3000 + b"\r\n\r\n", b"431", PATIENT),
        (b"GET /live?" + b"x" * 600 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b"414", PATIENT),
        (b"", b"408", HASTY),
        (HEAD, b"408", HASTY),
        (b"POST /live HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf", b"405", HASTY),
        (b"no request\r\n\r\n", b"400", PATIENT),
    ],
)
def test_a_request_beyond_the_bounds_is_answered_and_ended(
    sent: bytes, status: bytes, patience: dict[str, str]
) -> None:
    with run(**SIZES, **patience) as running, running.connect() as connection:
        connection.sendall(sent)
        answer = read_to_the_end(connection)
        assert answer.startswith(b"HTTP/1.1 " + status)
        assert b"x-content-type-options: nosniff" in answer.lower()


def test_connections_that_send_nothing_displace_each_other_and_nobody_else() -> None:
    with run(**FEW) as running, ExitStack() as stack:
        opened = [stack.enter_context(running.connect()) for _ in range(60)]
        for _ in range(5):
            assert httpx2.get(f"{running.address}/live").text == "live"
        assert len(running.server.server_state.connections) <= running.guard.max_connections + 1
        assert read_to_the_end(opened[0]).startswith(b"HTTP/1.1 503 ")


def test_connections_that_are_kept_for_more_give_way_first() -> None:
    with run(**FEW) as running, ExitStack() as stack:
        opened = [stack.enter_context(running.connect()) for _ in range(20)]
        for each in opened:
            each.sendall(HEAD + b"\r\n")
            assert each.recv(65536).startswith(b"HTTP/1.1 200 ")
            # The server's clock has milliseconds.
            time.sleep(0.005)
        for _ in range(5):
            assert httpx2.get(f"{running.address}/live").text == "live"
        assert read_to_the_end(opened[0]) == b""


def test_heads_that_never_end_take_no_more_memory_than_allowed() -> None:
    with run(**LITTLE) as running:
        with ExitStack() as stack:
            opened = [stack.enter_context(running.connect()) for _ in range(30)]
            for each in opened:
                each.sendall(HEAD + b"X: " + b"x" * 60_000)
            wait_until(lambda: running.guard.memory.used_bytes > 900_000)
            assert running.guard.memory.used_bytes <= 1 << 20
            assert any(read_to_the_end(each).startswith(b"HTTP/1.1 503 ") for each in opened[-3:])
            assert httpx2.get(f"{running.address}/live").text == "live"
        wait_until(lambda: running.guard.memory.used_bytes == 0)


def test_a_client_that_takes_nothing_of_its_answer_is_cut_off() -> None:
    with run(**HASTY) as running, running.connect() as connection:
        connection.sendall(b"GET /much HTTP/1.1\r\nHost: a\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
        wait_until(lambda: not running.server.server_state.connections)


def test_an_answer_that_is_taken_in_pieces_is_sent_to_its_end() -> None:
    with run(PRM_REQUEST_SECONDS="4") as running, running.connect() as connection:
        connection.sendall(b"GET /much HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        # Longer than a request may take, each time for less.
        for _ in range(3):
            time.sleep(1.5)
            for _ in range(100):
                assert connection.recv(65_536)
        assert len(read_to_the_end(connection)) > 65_536 * (ANSWER_PIECES - 300)
