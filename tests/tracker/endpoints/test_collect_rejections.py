"""A bad beacon gets its 4xx with its reason, and the tracker stays well."""

import json

import pytest

from tests.tracker.running import RunningEdge

GOOD = {"site": "pk_shop", "type": "pageview", "visitor_id": "v"}
YEAR_9999_MS = 253_370_764_800_000


def make_body(**fields: object) -> bytes:
    return json.dumps({**GOOD, **fields}).encode()


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"", 400, "invalid_json"),
        (b"hello", 400, "invalid_json"),
        (b'{"site":"pk_shop"', 400, "invalid_json"),
        (b"\xef\xbb\xbf{}", 400, "invalid_json"),
        (b"[]", 400, "no_events"),
        (b"7", 400, "not_an_event"),
        (b"null", 400, "not_an_event"),
        (b"[1,2]", 400, "not_an_event"),
        (b'[["a"]]', 400, "not_an_event"),
        (b'{"ref":"\xff"}', 400, "invalid_utf8"),
        (b"[" * 5000 + b"]" * 5000, 400, "too_deep"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, 400, "too_deep"),
        (b'{"amount":NaN}', 400, "invalid_json"),
        (b'{"amount":Infinity}', 400, "invalid_json"),
        (b'{"amount":1e999}', 400, "invalid_json"),
        (make_body(timestamp="9999-01-01T00:00:00Z"), 400, "out_of_range"),
        (make_body(timestamp=YEAR_9999_MS), 400, "out_of_range"),
        (make_body(ref=7), 400, "not_a_string"),
        (make_body(type="refund", order_id="o"), 400, "server_only"),
        (make_body(site="pk_nobody"), 403, "unknown_site"),
        (make_body(site=None), 403, "unknown_site"),
        (make_body(site=["pk_shop"]), 403, "unknown_site"),
        (make_body(site="pk_rival"), 403, "foreign_origin"),
        (make_body(name="x" * 70 * 1024), 413, "body_too_large"),
        (json.dumps([GOOD] * 51).encode(), 413, "too_many_events"),
    ],
)
def test_a_bad_beacon_is_rejected(each_edge: RunningEdge, body: bytes, status: int, reason: str) -> None:
    answer = each_edge.post(body)
    assert (answer.status_code, answer.headers["X-PRM-Rejected"]) == (status, reason)
    assert answer.json()["rejected"][0]["reason"] == reason
    assert each_edge.post(make_body()).status_code == 202
    assert len(each_edge.stored()) == 1


@pytest.mark.parametrize(
    "origin",
    [
        "https://rival.example",
        "https://shop.example.rival.example",
        "https://notshop.example",
        "https://rival.example#https://shop.example",
        "https://shop.example@rival.example",
        "null",
        "",
    ],
)
def test_a_foreign_page_is_rejected(each_edge: RunningEdge, origin: str) -> None:
    answer = each_edge.post(make_body(), origin=origin)
    assert (answer.status_code, answer.headers["X-PRM-Rejected"]) == (403, "foreign_origin")


def test_an_accepted_page_gives_no_access_to_another(each_edge: RunningEdge) -> None:
    assert each_edge.post(make_body()).status_code == 202
    assert each_edge.post(make_body(), origin="https://rival.example").status_code == 403


def test_a_compressed_beacon_is_rejected(each_edge: RunningEdge) -> None:
    answer = each_edge.post(make_body(), content_encoding="br")
    assert (answer.status_code, answer.headers["X-PRM-Rejected"]) == (415, "invalid_encoding")


def test_rejections_are_counted_by_reason_and_unknown_fields_by_number(own_edge: RunningEdge) -> None:
    own_edge.post(b"{")
    own_edge.post(make_body(colour="red", shape="round"))
    metrics = own_edge.client.get("/metrics").text
    assert 'prm_tracker_rejected_total{reason="invalid_json",worker="0"} 1.0' in metrics
    assert 'prm_tracker_unknown_fields_total{worker="0"} 2.0' in metrics
    assert 'prm_tracker_accepted_total{worker="0"} 1.0' in metrics
