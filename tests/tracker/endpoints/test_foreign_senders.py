"""A sender that is not the site's is rejected, each kind with its reason."""

import json
from pathlib import Path

import httpx2
import pytest

from tests.tracker.running import RunningEdge, make_settings, publish, run_edge

CLICK = {"type": "click", "visitor_id": "v"}
SALE = {"type": "sale", "order_id": "o", "customer_id": "c", "amount": 1, "currency": "EUR"}


def send_as_server(edge: RunningEdge, key: str, **fields: object) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {key}"}
    return edge.client.post("/v1/events", json={**SALE, **fields}, headers=headers)


def assert_rejected(edge: RunningEdge, answer: httpx2.Response, status: int, reason: str) -> None:
    assert (answer.status_code, answer.headers["X-PRM-Rejected"]) == (status, reason)
    assert edge.stored() == []


@pytest.mark.parametrize("token", ["pt_partners-token", "pk_shop"])
def test_a_partners_token_gives_no_access_to_the_tracker(edge: RunningEdge, token: str) -> None:
    assert_rejected(edge, send_as_server(edge, token), 401, "invalid_key")
    beacon = json.dumps({**CLICK, "site": token}).encode()
    page = edge.post(beacon, "https://partner.example", Authorization=f"Bearer {token}")
    assert_rejected(edge, page, 403, "foreign_origin" if token == "pk_shop" else "unknown_site")


def test_a_rivals_site_key_from_a_page_that_is_not_his_is_rejected(each_edge: RunningEdge) -> None:
    answer = each_edge.post(json.dumps({**CLICK, "site": "pk_rival"}).encode(), "https://shop.example")
    assert_rejected(each_edge, answer, 403, "foreign_origin")


def test_a_foreign_origin_is_rejected_whatever_the_referrer_says(each_edge: RunningEdge) -> None:
    beacon = json.dumps({**CLICK, "site": "pk_shop"}).encode()
    answer = each_edge.post(beacon, "https://rival.example", Referer="https://shop.example/")
    assert_rejected(each_edge, answer, 403, "foreign_origin")


def test_a_server_key_of_another_site_is_rejected(edge: RunningEdge) -> None:
    assert_rejected(edge, send_as_server(edge, "sk_shop", site="pk_rival"), 403, "unknown_site")


def test_a_server_key_in_a_foreign_sites_batch_writes_its_own_events_only(edge: RunningEdge) -> None:
    batch = [SALE, {**SALE, "site": "pk_rival"}, {**SALE, "site": "pk_shop"}]
    answer = edge.client.post("/v1/events", json=batch, headers={"Authorization": "Bearer sk_shop"})
    assert answer.json() == {"accepted": 2, "rejected": [{"index": 1, "field": "site", "reason": "unknown_site"}]}
    assert {event.site_id for event in edge.stored()} == {1}


@pytest.mark.parametrize("key", ["sk_reader", "sk_ended", "sk_nobody"])
def test_a_key_that_may_not_write_or_has_ended_is_rejected(edge: RunningEdge, key: str) -> None:
    assert_rejected(edge, send_as_server(edge, key), 401, "invalid_key")


def test_a_key_is_good_until_its_rotation_is_over(edge: RunningEdge) -> None:
    assert send_as_server(edge, "sk_ending").status_code == 202


@pytest.mark.parametrize("trusted", ["", "192.0.2.0/24,2001:db8::/32"])
@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP"])
def test_a_spoofed_address_is_not_believed(redis_url: str, tmp_path: Path, name: str, trusted: str) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_TRUSTED_PROXIES=trusted)) as edge:
        edge.post(json.dumps({**CLICK, "site": "pk_shop"}).encode(), **{name: "6.6.6.6"})
        edge.client.get("/r/spring", headers={name: "6.6.6.6"})
        assert {event.ip for event in edge.stored()} == {"127.0.0.1"}
