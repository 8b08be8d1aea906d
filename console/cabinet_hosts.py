"""The hosts under which the partners of one site sign in: what is served there, and whose it is.

Under such a host there are the pages of this site's partners and nothing else: no console, and no other site.
"""

import logging
import math
import threading
import time
from collections.abc import Callable, Collection, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from console.brands import ShownBrand, describe_brand
from database.errors import DatabaseUnavailable
from database.sessions import Sessions, begin_read
from registry.brands import list_sites_with_host
from registry.friend_links import FRIEND_PATH

LOG = logging.getLogger(__name__)
_STATE = "host_brand"
_HOME = "/partner"
_PAGES = (_HOME, FRIEND_PATH)
# `/partners` is a page of the console.
_SERVED = ("/partner/", "/apply/", "/brand/", "/static/", "/api/v1/")
_NO_PAGE = "/-"
_KNOWN_SECONDS = 1.0


def find_host_brand(request: HTTPConnection) -> ShownBrand | None:
    """Of the site under whose own host this was asked; None under those of the installation."""
    found: ShownBrand | None = request.scope.get("state", {}).get(_STATE)
    return found


def is_served(request: HTTPConnection, site_id: int) -> bool:
    """Whether something of this site may be shown there: under another site's own host it may not."""
    brand = find_host_brand(request)
    return brand is None or brand.site_id == site_id


class HostMap:
    """Host → what its site looks like, asked again after a second; while the registry is away, as it was."""

    def __init__(self, sessions: Sessions, clock: Callable[[], float] = time.monotonic) -> None:
        self._sessions = sessions
        self._clock = clock
        self._lock = threading.Lock()
        self._brands: Mapping[str, ShownBrand] = {}
        self._read_at = -math.inf

    @property
    def is_known(self) -> bool:
        """Whether it can be asked without the registry."""
        return self._clock() - self._read_at < _KNOWN_SECONDS

    def find(self, host: str) -> ShownBrand | None:
        """The brand of the site that has this host."""
        with self._lock:
            if not self.is_known:
                self._read()
            return self._brands.get(host)

    def _read(self) -> None:
        try:
            with begin_read(self._sessions) as session:
                self._brands = {site.cabinet_host: describe_brand(site) for site in list_sites_with_host(session)}
        except DatabaseUnavailable as exc:
            LOG.warning("the hosts of sites are as they were: %s", exc)
        self._read_at = self._clock()


class CabinetHosts:
    """A plain ASGI middleware; every host but the sites' own goes to Starlette's check of ``allowed_hosts``.

    ``own_hosts`` are the installation's, whatever the registry says of them; without any, no site has a host.
    """

    def __init__(
        self, app: ASGIApp, sessions: Sessions, own_hosts: Collection[str], allowed_hosts: Collection[str]
    ) -> None:
        self._app = app
        self._others = TrustedHostMiddleware(app, allowed_hosts=list(allowed_hosts))
        self._own_hosts = own_hosts
        self._hosts = HostMap(sessions)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        brand = await self._find_brand(scope) if scope["type"] == "http" else None
        if brand is None:
            await self._others(scope, receive, send)
            return
        scope = {**scope, "state": {**scope.get("state", {}), _STATE: brand}}
        await _choose_answer(self._app, Request(scope).url.path)(scope, receive, send)

    async def _find_brand(self, scope: Scope) -> ShownBrand | None:
        host = _read_host(scope)
        if not host or not self._own_hosts or host in self._own_hosts:
            return None
        return self._hosts.find(host) if self._hosts.is_known else await run_in_threadpool(self._hosts.find, host)


def _choose_answer(app: ASGIApp, path: str) -> ASGIApp:
    if path == "/":
        return RedirectResponse(_HOME, 303)
    if path in _PAGES or path.startswith(_SERVED):
        return app
    return _NoPage(app)


class _NoPage:
    """What the console has at this path is not here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await PlainTextResponse("Not found", 404)(scope, receive, send)
            return
        await self._app({**scope, "path": _NO_PAGE, "raw_path": _NO_PAGE.encode()}, receive, send)


def _read_host(scope: Scope) -> str:
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    host = values[0].lower() if values else ""
    return host.partition("]")[0].lstrip("[") if host.startswith("[") else host.partition(":")[0].rstrip(".")
