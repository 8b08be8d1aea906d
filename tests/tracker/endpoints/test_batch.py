"""`POST /v1/events` takes what is good of a server's batch and names the rest."""

import json

import httpx2
import pytest
import redis

from events.ids import make_event_id
from events.keys import KEY_USES
from tests.tracker.making import NOW_MS
from tests.tracker.running import RunningEdge, wait_until

SALE = {"type": "sale", "order_id": "o1", "customer_id": "c1", "amount": 1999, "currency": "EUR"}


def send(edge: RunningEdge, content: bytes, key: str = "sk_shop", **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return edge.client.post("/v1/events", content=content, headers={"Authorization": f"Bearer {key}", **named})


def test_an_object_an_array_and_lines_are_taken(edge: RunningEdge) -> None:
    event = json.dumps(SALE).encode()
    for content in (event, b"[" + event + b"]", event + b"\n" + event + b"\n\n", b" \n" + event):
        assert send(edge, content).status_code == 202
    assert send(edge, event, content_type="application/x-ndjson").json() == {"accepted": 1, "rejected": []}
    assert {event.source for event in edge.stored()} == {"server"}
    assert len(edge.stored()) == 6


def test_the_good_are_accepted_and_the_others_named(edge: RunningEdge) -> None:
    answer = send(edge, json.dumps([SALE, {**SALE, "amount": "19.99"}, 7, {**SALE, "site": "pk_shop"}, SALE]).encode())
    assert answer.status_code == 202
    assert answer.json() == {
        "accepted": 3,
        "rejected": [
            {"index": 1, "field": "amount", "reason": "not_an_integer"},
            {"index": 2, "field": "", "reason": "not_an_event"},
        ],
    }


def test_a_damaged_line_spoils_no_other(edge: RunningEdge) -> None:
    line = json.dumps(SALE).encode()
    answer = send(edge, b"\n".join([line, b"{", b'{"a":"\xff"}', line]))
    assert (answer.status_code, answer.json()["accepted"]) == (202, 2)
    reasons = [(row["index"], row["reason"]) for row in answer.json()["rejected"]]
    assert reasons == [(1, "invalid_json"), (2, "invalid_utf8")]


def test_five_thousand_events_of_the_past_are_taken_with_their_times(edge: RunningEdge) -> None:
    times = [NOW_MS - n * 60_000 for n in range(5000)]
    events = [
        {"type": "click", "event_id": make_event_id(t), "timestamp": t, "visitor_id": f"v{t % 97}", "ip": "192.0.2.1"}
        for t in times
    ]
    assert send(edge, json.dumps(events).encode()).json() == {"accepted": 5000, "rejected": []}
    assert sorted(event.timestamp_ms for event in edge.stored()) == sorted(times)
    assert {event.ip for event in edge.stored()} == {"192.0.2.1"}


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        (b"", 400, "invalid_json"),
        (b"{", 400, "invalid_json"),
        (b"[]", 400, "no_events"),
        (b"7", 400, "not_an_event"),
        (b'{"a":"\xff"}', 400, "invalid_utf8"),
        (b"[" * 5000, 400, "too_deep"),
        (json.dumps({**SALE, "amount": -1}).encode(), 400, "out_of_range"),
        (json.dumps({**SALE, "site": "pk_rival"}).encode(), 403, "unknown_site"),
        (json.dumps([{"type": "click"}] * 5001).encode(), 413, "too_many_events"),
        (b" " * (5 * 1024 * 1024 + 1), 413, "body_too_large"),
    ],
)
def test_a_batch_without_any_good_event_is_rejected(
    edge: RunningEdge, content: bytes, status: int, reason: str
) -> None:
    answer = send(edge, content)
    assert (answer.status_code, answer.headers["X-PRM-Rejected"]) == (status, reason)
    assert answer.json()["accepted"] == 0
    assert edge.stored() == []


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer sk_wrong", "Basic sk_shop", "Bearer sk_reader"])
def test_a_batch_needs_a_key_that_may_write(edge: RunningEdge, authorization: str) -> None:
    answer = edge.client.post("/v1/events", content=b"[]", headers={"Authorization": authorization})
    assert (answer.status_code, answer.headers["X-PRM-Rejected"]) == (401, "invalid_key")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_bearer_may_be_written_in_small_letters(edge: RunningEdge) -> None:
    headers = {"Authorization": "bearer sk_shop"}
    assert edge.client.post("/v1/events", json=SALE, headers=headers).status_code == 202


def test_the_last_use_of_a_key_is_reported_to_the_registry(edge: RunningEdge) -> None:
    send(edge, json.dumps(SALE).encode())
    send(edge, json.dumps(SALE).encode(), "sk_ended")
    with redis.Redis.from_url(edge.redis_url) as client:
        wait_until(lambda: client.exists(KEY_USES) == 1)
        (use,) = client.hgetall(KEY_USES).items()
    assert use[0] == b"1"
    assert int(use[1]) >= edge.stored()[0].received_ms


def test_a_refund_comes_from_a_server(edge: RunningEdge) -> None:
    assert send(edge, b'{"type":"refund","order_id":"o1"}').status_code == 202
    (event,) = edge.stored()
    assert (event.type, event.amount_minor, event.ip, event.user_agent) == ("refund", None, "", "")
