"""The web server that console and shop share."""

from collections.abc import Sequence

import uvicorn
from starlette.types import ASGIApp

from settings.environment import Network
from settings.heartbeat import Heartbeat
from tracker.http.graceful_server import GracefulServer

_GRACE_SECONDS = 5


def configure_server(app: ASGIApp, heartbeat: Heartbeat, trusted_proxies: Sequence[Network] = ()) -> uvicorn.Server:
    """A web server without an access log and without a ``Server`` header; the caller calls its ``run``.

    Address and scheme are taken from the forwarded headers only where the peer is one of ``trusted_proxies``.
    """
    return GracefulServer(
        uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=[str(network) for network in trusted_proxies],
            timeout_graceful_shutdown=_GRACE_SECONDS,
        ),
        heartbeat,
    )
