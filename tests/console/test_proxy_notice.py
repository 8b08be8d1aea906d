"""A proxy that is not among the trusted ones is named in the log, once."""

import logging

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from console.proxy_notice import ProxyNotice

FORWARDED = {"X-Forwarded-For": "203.0.113.7"}


def test_an_unlisted_proxy_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    client = TestClient(ProxyNotice(Starlette()), client=("10.0.0.9", 50_000))
    with caplog.at_level(logging.WARNING):
        client.get("/")
        assert caplog.messages == []
        client.get("/", headers=FORWARDED)
        client.get("/", headers=FORWARDED)
    [message] = caplog.messages
    assert "PRM_TRUSTED_PROXIES" in message
    assert "203.0.113.7" not in message


@pytest.mark.parametrize("forwarded", ["203.0.113.7", "203.0.113.7:4711", "198.51.100.1, 203.0.113.7"])
def test_a_trusted_proxy_is_not(caplog: pytest.LogCaptureFixture, forwarded: str) -> None:
    app = ProxyHeadersMiddleware(ProxyNotice(Starlette()), trusted_hosts=["10.0.0.0/8"])  # type: ignore[arg-type]
    with caplog.at_level(logging.WARNING):
        TestClient(app, client=("10.0.0.9", 50_000)).get("/", headers={"X-Forwarded-For": forwarded})  # type: ignore[arg-type]
    assert caplog.messages == []
