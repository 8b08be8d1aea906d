"""The API reads no body before it knows the caller, and no more of all bodies than its memory allows."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from redis import Redis

from console.app import create_app
from database.sessions import Sessions
from http_server.request_memory import RequestMemory
from settings import ConsoleSettings
from settings.heartbeat import Heartbeat
from supervisor.web_server import configure_server, open_guard
from tests.console.server import run_server
from tests.fixtures.api import Tenant
from warehouse.interface import Warehouse


@pytest.fixture
def port(
    warehouse: Warehouse, sessions: Sessions, redis: Redis, console_settings: ConsoleSettings, shop: Tenant
) -> Iterator[int]:
    app = create_app(console_settings, warehouse, sessions, redis, memory=RequestMemory(1000))
    server = configure_server(app, Heartbeat(None), console_settings, open_guard(console_settings))
    with run_server(server) as address:
        yield urlsplit(address).port or 0


def post(port: int, token: str, length: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=120)
    head = f"POST /api/v1/partners HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n"
    connection.sendall(f"{head}Content-Length: {length}\r\n\r\n".encode())
    return connection


@pytest.mark.parametrize("token", ["", "nobody"])
def test_without_a_token_no_byte_of_a_body_is_waited_for(port: int, token: str) -> None:
    with post(port, token, 1_000_000) as connection:
        assert connection.recv(65536).startswith(b"HTTP/1.1 401 ")


def test_bodies_in_flight_are_bounded_together(port: int, shop: Tenant) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(post(port, shop.key, 1200))
        first.sendall(b" " * 1100)
        answer = first.recv(65536)
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 2" in answer
    assert b'"overloaded"' in answer
    with post(port, shop.key, 2) as connection:
        connection.sendall(b"{}")
        assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")
