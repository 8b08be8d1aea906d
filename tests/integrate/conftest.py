"""A website with the tag, a tracker, and each proxy in front of both."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from events.snapshot import EdgeLink, EdgeSite, EdgeSnapshot
from tests.fixtures.client_site import ClientSite
from tests.integrate.proxies import Proxy, run_proxy
from tests.tracker.running import RunningEdge, make_settings, publish, run_edge, wait_until

SITE_KEY = "pk_shop"


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a proxy, and the proxy."""

    proxy: Proxy
    edge: RunningEdge
    website: ClientSite


@pytest.fixture(params=["nginx", "caddy"])
def behind(request: pytest.FixtureRequest, redis_url: str, tmp_path: Path) -> Iterator[Behind]:
    """A site on ``shop.example`` with one short link, behind each proxy; the tracker has neutral paths too."""
    settings = make_settings(
        redis_url, tmp_path, PRM_TRUSTED_PROXIES="127.0.0.1", PRM_SCRIPT_PATH="/m.js", PRM_BEACON_PATH="/m"
    )
    website = ClientSite()
    with (
        website.running(),
        run_edge(settings) as edge,
        run_proxy(request.param, tmp_path, edge.port, website.port) as proxy,
    ):
        site = EdgeSite(1, SITE_KEY, ("shop.example", "*.shop.example"))
        link = EdgeLink("spring", 1, proxy.url("shop.example", "/"), "alice", "")
        publish(redis_url, EdgeSnapshot("with the port", (site,), (), (link,)))
        wait_until(lambda: edge.client.get("/health/ready").status_code == 200)
        yield Behind(proxy, edge, website)
