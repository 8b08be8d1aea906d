"""Too many events are answered with 429 where pages send them; the limit of a site holds at every endpoint."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from events.snapshot import EdgeSite
from tests.tracker.running import ORIGIN, SNAPSHOT_OF_TESTS, RunningEdge, make_settings, publish, run_edge

BEACON = json.dumps({"site": "pk_shop", "type": "click"}).encode()
KEY = {"Authorization": "Bearer sk_shop"}
PIXEL = {"site": "pk_shop", "type": "click"}


def test_an_address_is_limited_and_gets_retry_after(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_IP_EVENTS_PER_SECOND="1")) as edge:
        statuses = [edge.post(BEACON).status_code for _ in range(40)]
        assert statuses[:10] == [202] * 10
        assert statuses.count(429) >= 20
        edge.post(b"[" + b",".join([BEACON] * 50) + b"]")
        rejected = edge.post(BEACON)
        assert (rejected.headers["X-PRM-Rejected"], rejected.headers["Retry-After"]) == ("rate_limited", "2")
        assert edge.client.get("/e.gif", params=PIXEL, headers={"Referer": f"{ORIGIN}/"}).status_code == 429
        assert edge.client.post("/v1/events", content=BEACON, headers=KEY).status_code == 202
        assert edge.client.get("/r/spring").status_code == 302
        assert 'reason="rate_limited"' in edge.client.get("/metrics").text


def test_a_short_link_beyond_the_limit_still_redirects_and_is_not_recorded(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_IP_EVENTS_PER_SECOND="1")) as edge:
        answers = [edge.client.get("/r/spring", headers={"User-Agent": "Mozilla/5.0"}) for _ in range(40)]
        assert {each.status_code for each in answers} == {302}
        assert all(
            each.headers["Location"].startswith("https://shop.example/products?colour=red&ref=alice")
            for each in answers
        )
        stored = len(edge.stored())
        assert 10 <= stored <= 20
        assert sum("prm_visitor=" in each.headers["Location"] for each in answers) == stored
        assert f'prm_tracker_unrecorded_clicks_total{{worker="0"}} {40 - stored}.0' in edge.client.get("/metrics").text


def test_a_site_is_limited_at_every_endpoint_and_others_are_not(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_SITE_EVENTS_PER_SECOND="1")) as edge:
        batch = edge.client.post("/v1/events", content=b"[" + b",".join([BEACON] * 60) + b"]", headers=KEY)
        assert batch.status_code == 202
        assert 10 <= batch.json()["accepted"] <= 20
        assert batch.json()["rejected"][-1] == {"index": 59, "field": "site", "reason": "rate_limited"}
        assert edge.post(BEACON).status_code == 429
        rival = json.dumps({"site": "pk_rival", "type": "click"}).encode()
        assert edge.post(rival, origin="https://rival.example").status_code == 202


def test_the_sales_of_a_sites_browsers_are_limited_by_the_hour_and_a_servers_are_not(
    redis_url: str, tmp_path: Path
) -> None:
    site = EdgeSite(1, "pk_shop", ("shop.example",), browser_sales_per_hour=2)
    publish(redis_url, replace(SNAPSHOT_OF_TESTS, version="limited", sites=(site,)))
    sale = {"site": "pk_shop", "type": "sale", "visitor_id": "v", "amount": 1, "currency": "EUR"}
    with run_edge(make_settings(redis_url, tmp_path)) as edge:
        sales = [json.dumps({**sale, "order_id": f"A-{number}"}).encode() for number in range(3)]
        assert [edge.post(each).status_code for each in sales[:2]] == [202, 202]
        rejected = edge.post(sales[2])
        assert (rejected.status_code, rejected.headers["X-PRM-Rejected"]) == (429, "too_many_sales")
        assert rejected.headers["Retry-After"]
        mixed = edge.post(b"[" + sales[2] + b"," + BEACON + b"]")
        assert (mixed.status_code, mixed.json()["accepted"]) == (202, 1)
        assert edge.client.post("/v1/events", content=sales[2], headers=KEY).status_code == 202
        assert 'reason="too_many_sales",worker="0"} 2.0' in edge.client.get("/metrics").text


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(BEACON, mtime=0)),
        ("zstd", zstandard.compress(BEACON)),
        ("GZip", gzip.compress(BEACON, mtime=0)),
    ],
)
def test_a_batch_may_be_compressed(edge: RunningEdge, encoding: str, body: bytes) -> None:
    headers = {**KEY, "Content-Encoding": encoding}
    answer = edge.client.post("/v1/events", content=body, headers=headers)
    assert (answer.status_code, answer.json()["accepted"]) == (202, 1)


@pytest.mark.parametrize(
    ("encoding", "body", "status", "reason"),
    [
        ("gzip", gzip.compress(bytes(50_000_000)), 413, "body_too_large"),
        ("zstd", zstandard.compress(bytes(50_000_000)), 413, "body_too_large"),
        ("gzip", gzip.compress(BEACON, mtime=0)[:-1], 415, "invalid_encoding"),
        ("gzip", BEACON, 415, "invalid_encoding"),
        ("zstd", gzip.compress(BEACON, mtime=0), 415, "invalid_encoding"),
        ("br", BEACON, 415, "invalid_encoding"),
        ("gzip, gzip", BEACON, 415, "invalid_encoding"),
    ],
)
def test_a_bomb_and_what_cannot_be_decompressed_are_rejected(
    edge: RunningEdge, encoding: str, body: bytes, status: int, reason: str
) -> None:
    answer = edge.client.post("/v1/events", content=body, headers={**KEY, "Content-Encoding": encoding})
    assert (answer.status_code, answer.headers["X-PRM-Rejected"]) == (status, reason)
    assert edge.stored() == []
