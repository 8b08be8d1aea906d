"""The console trusts the forwarded headers of its proxies alone, and a server starts with its heap put aside."""

import gc

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from settings import ConsoleSettings, read_settings
from settings.heartbeat import Heartbeat
from supervisor.web_server import configure_server, open_guard
from tests.console.server import run_server

FORWARDED = {"X-Forwarded-For": "198.51.100.7, 203.0.113.9", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("trusted", "seen"),
    [
        ("127.0.0.0/8", "https 203.0.113.9"),
        ("10.0.0.0/8", "http 127.0.0.1"),
        ("", "http 127.0.0.1"),
    ],
)
def test_forwarded_headers_count_only_from_a_trusted_proxy(trusted: str, seen: str) -> None:
    settings = read_settings(ConsoleSettings, {"PRM_TRUSTED_PROXIES": trusted})
    server = configure_server(_make_echo(), Heartbeat(None), settings, open_guard(settings))
    with run_server(server) as address:
        assert httpx2.get(address, headers=FORWARDED).text == seen


def test_what_is_there_when_a_server_starts_is_collected_no_more() -> None:
    settings = read_settings(ConsoleSettings, {})
    gc.unfreeze()
    with run_server(configure_server(_make_echo(), Heartbeat(None), settings, open_guard(settings))) as address:
        assert httpx2.get(address).status_code == 200
        assert gc.get_freeze_count() > 10_000
    gc.unfreeze()


def _make_echo() -> Starlette:
    async def echo(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{request.url.scheme} {request.client.host if request.client else ''}")

    return Starlette(routes=[Route("/", echo)])
