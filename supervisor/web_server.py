"""The web server that console and shop share."""

import json
from collections.abc import Sequence
from http import HTTPStatus

import uvicorn
from starlette.types import ASGIApp

from http_server.graceful_server import GracefulServer
from http_server.guard import Excess, Guard, make_guard
from http_server.guarded_protocol import NOSNIFF, make_protocol
from http_server.open_files import allow_many_files
from settings.heartbeat import Heartbeat
from settings.processes import WebSettings

_GRACE_SECONDS = 5
_EXCESSES = {
    Excess.HEAD_TOO_LARGE: (431, "the head of the request is too large; send smaller headers"),
    Excess.URL_TOO_LONG: (414, "the address is too long; shorten its query"),
    Excess.TOO_SLOW: (408, "the request did not arrive in time; send it again"),
    Excess.OVERLOADED: (503, "too many requests at this moment; retry"),
}


def open_guard(settings: WebSettings) -> Guard:
    """The bounds of this process, whose limit of open files is raised."""
    allow_many_files()
    return make_guard(settings, _respond)


def configure_server(app: ASGIApp, heartbeat: Heartbeat, settings: WebSettings, guard: Guard) -> uvicorn.Server:
    """A web server without an access log and without a ``Server`` header; the caller calls its ``run``.

    Address and scheme are taken from the forwarded headers only where the
    peer is one of the trusted proxies.
    """
    return GracefulServer(
        uvicorn.Config(
            app,
            http=make_protocol(guard),
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            headers=[NOSNIFF],
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
            timeout_graceful_shutdown=_GRACE_SECONDS,
        ),
        heartbeat,
    )


def _respond(excess: Excess, headers: Sequence[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    status, message = _EXCESSES[excess]
    body = json.dumps({"error": {"code": excess.value, "message": message, "field": None}}).encode()
    retry = "retry-after: 2\r\n" if status == HTTPStatus.SERVICE_UNAVAILABLE else ""
    head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body)}\r\n{retry}".encode(), body
