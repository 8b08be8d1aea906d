"""`/metrics` is for clients in the networks of the settings, and for nobody behind a proxy."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from http_server.metrics_access import may_read_metrics
from tests.tracker.running import RunningEdge, make_settings, publish, run_edge

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1"))
PROXIED = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "Via", "X-Real-IP"]


@pytest.mark.parametrize(
    ("client", "headers", "may_read"),
    [
        (("127.0.0.1", 1), [], True),
        (("::1", 1), [(b"host", b"prm.example")], True),
        (("::ffff:127.0.0.1", 1), [], True),
        (("203.0.113.9", 1), [], False),
        (("127.0.0.1", 1), [(b"x-forwarded-for", b"127.0.0.1")], False),
        (None, [], False),
    ],
)
def test_a_client_of_a_listed_network_reads_without_a_proxy(
    client: tuple[str, int] | None, headers: list[tuple[bytes, bytes]], may_read: bool
) -> None:
    assert may_read_metrics({"client": client, "headers": headers}, LOOPBACK) is may_read


@pytest.mark.parametrize("header", PROXIED)
def test_the_tracker_shows_no_metrics_through_a_proxy(edge: RunningEdge, header: str) -> None:
    assert edge.client.get("/metrics").status_code == 200
    assert edge.client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


def test_another_network_can_be_named(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_METRICS_NETWORKS="10.0.0.0/8")) as edge:
        assert edge.client.get("/metrics").status_code == 404
