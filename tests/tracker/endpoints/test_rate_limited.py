"""Too many events are answered with 429 where pages send them; the limit of a site holds at every endpoint."""

import gzip
import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard
from httpx2 import Response

from events.snapshot import EdgeSite
from tests.tracker.running import ORIGIN, SNAPSHOT_OF_TESTS, RunningEdge, make_settings, publish, run_edge

BEACON = json.dumps({"site": "pk_shop", "type": "click"}).encode()
KEY = {"Authorization": "Bearer sk_shop"}
PIXEL = {"site": "pk_shop", "type": "click"}


def ask_until_limited(ask: Callable[[], Response]) -> Response:
    """The first answer beyond the limit, which refills once a second."""
    for _ in range(20):
        if (answer := ask()).status_code == 429:
            return answer
    raise AssertionError("nothing is limited")


def test_an_address_is_limited_and_gets_retry_after(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_IP_EVENTS_PER_SECOND="1")) as edge:
        began = time.monotonic()
        answers = [edge.post(BEACON) for _ in range(40)]
        refilled = int(time.monotonic() - began) + 1
        statuses = [each.status_code for each in answers]
        assert statuses[:10] == [202] * 10
        assert statuses.count(202) <= 10 + refilled
        edge.post(b"[" + b",".join([BEACON] * 50) + b"]")
        rejected = ask_until_limited(lambda: edge.post(BEACON))
        assert (rejected.headers["X-PRM-Rejected"], rejected.headers["Retry-After"]) == ("rate_limited", "2")
        ask_until_limited(lambda: edge.client.get("/e.gif", params=PIXEL, headers={"Referer": f"{ORIGIN}/"}))
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
        ask_until_limited(lambda: edge.post(BEACON))
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


def test_a_sale_that_arrives_again_takes_nothing_from_the_limit_of_the_hour(redis_url: str, tmp_path: Path) -> None:
    site = EdgeSite(1, "pk_shop", ("shop.example",), browser_sales_per_hour=2)
    publish(redis_url, replace(SNAPSHOT_OF_TESTS, version="limited", sites=(site,)))
    sale = {"site": "pk_shop", "type": "sale", "visitor_id": "v", "amount": 1, "currency": "EUR"}
    ids = [f"01a0fc0e-7100-727b-8843-6d305814000{number}" for number in range(3)]
    with run_edge(make_settings(redis_url, tmp_path)) as edge:
        sales = [json.dumps({**sale, "event_id": each, "order_id": each}).encode() for each in ids]
        for _ in range(3):
            assert edge.post(sales[0]).status_code == 202
        assert edge.post(b"[" + sales[0] + b"," + sales[1] + b"]").status_code == 202
        # A known id with another order is another sale.
        forged = json.dumps({**sale, "event_id": ids[0], "order_id": "another"}).encode()
        for each in (sales[2], forged):
            assert edge.post(each).headers["X-PRM-Rejected"] == "too_many_sales"
        # What was accepted may come again although the limit is reached by now.
        assert [edge.post(each).status_code for each in sales[:2]] == [202, 202]


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
