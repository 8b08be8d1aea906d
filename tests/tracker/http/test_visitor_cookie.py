"""On a site's own domain the answer to a beacon sets the visitor cookie; anywhere else it sets none."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.tracker.running import RunningEdge, make_settings, publish, run_edge

VISITOR = "0190f3c2-7a3b-4cc1-ad2e-000000000001"
OTHER = "0190f3c2-7a3b-4cc1-ad2e-000000000002"
YEAR = "Max-Age=31536000"


def send(
    edge: RunningEdge, host: str = "t.shop.example", /, *, headers: dict[str, str] | None = None, **fields: object
) -> str:
    """The cookie that answers a page view of the visitor, sent to that host; empty if there is none."""
    body = json.dumps({"site": "pk_shop", "type": "pageview", "visitor_id": VISITOR, **fields}).encode()
    return read_cookie(edge.post(body, **{"Host": host, **(headers or {})}))


def read_cookie(answer: httpx2.Response) -> str:
    assert answer.status_code == 202
    return answer.headers.get("Set-Cookie", "")


@pytest.fixture
def behind_proxy(redis_url: str, tmp_path: Path) -> Iterator[RunningEdge]:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_TRUSTED_PROXIES="127.0.0.1")) as running:
        yield running


@pytest.mark.parametrize("host", ["t.shop.example", "SHOP.example:8443", "a.b.shop.example."])
def test_the_cookie_is_the_snippets_on_the_registrable_domain_for_a_year(each_edge: RunningEdge, host: str) -> None:
    assert send(each_edge, host) == (f"prm_visitor={VISITOR}; Domain=shop.example; Path=/; {YEAR}; SameSite=Lax")


@pytest.mark.parametrize(
    "host", ["track.example", "notshop.example", "rival.example", "127.0.0.1", "shop.example/x", "a b"]
)
def test_a_foreign_host_sets_none(each_edge: RunningEdge, host: str) -> None:
    assert send(each_edge, host) == ""


def test_the_browsers_own_cookie_stands_above_an_event_that_comes_late(each_edge: RunningEdge) -> None:
    cookie = send(each_edge, headers={"Cookie": f"a=b; prm_visitor={OTHER}"})
    assert cookie.startswith(f"prm_visitor={OTHER};")


@pytest.mark.parametrize("visitor_id", ["v", "x; Domain=evil", "0190F3C2-7A3B-4CC1-AD2E-000000000001", ""])
def test_a_visitor_that_is_not_the_snippets_gets_none(each_edge: RunningEdge, visitor_id: str) -> None:
    assert send(each_edge, visitor_id=visitor_id, customer_id="c") == ""


def test_without_consent_there_is_none(each_edge: RunningEdge) -> None:
    assert send(each_edge, consent="none") == ""


def test_a_consent_for_the_session_ends_with_it(each_edge: RunningEdge) -> None:
    assert send(each_edge, consent="session") == (f"prm_visitor={VISITOR}; Domain=shop.example; Path=/; SameSite=Lax")


def test_a_rejected_beacon_sets_none(each_edge: RunningEdge) -> None:
    answer = each_edge.post(b"{}", Host="t.shop.example")
    assert "Set-Cookie" not in answer.headers


def test_a_trusted_proxy_sets_scheme_and_host(behind_proxy: RunningEdge) -> None:
    forwarded = {"X-Forwarded-Host": "www.shop.example", "X-Forwarded-Proto": "https"}
    cookie = send(behind_proxy, "127.0.0.1:8400", headers=forwarded)
    assert cookie == f"prm_visitor={VISITOR}; Domain=shop.example; Path=/; {YEAR}; SameSite=Lax; Secure"


def test_an_untrusted_peer_does_not_set_scheme_and_host(each_edge: RunningEdge) -> None:
    forwarded = {"X-Forwarded-Host": "www.shop.example", "X-Forwarded-Proto": "https"}
    assert send(each_edge, "127.0.0.1:8400", headers=forwarded) == ""
    assert "Secure" not in send(each_edge, headers=forwarded)


def test_it_can_be_switched_off(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_COOKIE_DAYS="0")) as edge:
        assert send(edge) == ""
        assert (
            "Set-Cookie" not in edge.client.get("/r/spring", headers={"User-Agent": "Mozilla/5.0 Firefox/140"}).headers
        )


def test_a_redirect_on_the_sites_own_domain_shares_the_snippets_cookie(edge: RunningEdge) -> None:
    head = {"User-Agent": "Mozilla/5.0 Firefox/140", "Host": "go.shop.example", "Cookie": f"prm_visitor={VISITOR}"}
    answer = edge.client.get("/r/spring", headers=head)
    assert answer.headers["Set-Cookie"] == f"prm_visitor={VISITOR}; Domain=shop.example; Path=/; {YEAR}; SameSite=Lax"
    assert edge.stored()[0].visitor_id == VISITOR
