"""The web server that console and shop share."""

import uvicorn
from starlette.types import ASGIApp

_GRACE_SECONDS = 5


def configure_server(app: ASGIApp) -> uvicorn.Server:
    """A web server without an access log and without a word on itself; its ``run`` is still to be called."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
    )
