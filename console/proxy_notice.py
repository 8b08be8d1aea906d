"""Says once in the log that a proxy in front of the console is not one of the trusted ones."""

import logging

from starlette.types import ASGIApp, Receive, Scope, Send

LOG = logging.getLogger(__name__)


class ProxyNotice:
    """Passes every request on; the first one with ``X-Forwarded-For`` from a peer that is not trusted is logged.

    Behind such a proxy everybody has the proxy's address, so they share one limit of attempts to sign in, and cookies
    are not ``Secure``.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._is_logged = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._is_logged and scope["type"] == "http" and _comes_from_unlisted_proxy(scope):
            self._is_logged = True
            LOG.warning(
                "a request has X-Forwarded-For, but its peer is not in PRM_TRUSTED_PROXIES: if it is your proxy, name "
                "its network there, else all who come through it count as one address"
            )
        await self._app(scope, receive, send)


def _comes_from_unlisted_proxy(scope: Scope) -> bool:
    # The web server has replaced a trusted proxy by the client that the header names.
    client, _ = scope.get("client") or ("", 0)
    hops = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    return bool(hops) and client.encode() not in hops
