"""`POST /e` answers 202 once every good event of a beacon is in Redis."""

import json

import pytest
import redis

from events.keys import ACCEPTED
from events.shards import choose_shard
from tests.tracker.running import ORIGIN, RunningEdge

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def make_beacon(**fields: object) -> dict[str, object]:
    return {"site": "pk_shop", "type": "pageview", "visitor_id": "v", **fields}


def test_an_event_is_in_redis_when_the_answer_comes(each_edge: RunningEdge) -> None:
    answer = each_edge.post(json.dumps(make_beacon(ref="alice")).encode(), user_agent=AGENT)
    assert (answer.status_code, answer.content) == (202, b"")
    (event,) = each_edge.stored()
    assert (event.site_id, event.type, event.ref, event.source) == (1, "pageview", "alice", "browser")
    assert (event.ip, event.user_agent) == ("127.0.0.1", AGENT)


def test_an_array_is_taken_whole_and_each_event_goes_to_its_shard(each_edge: RunningEdge) -> None:
    beacons = [make_beacon(visitor_id=f"v{n}") for n in range(50)]
    assert each_edge.post(json.dumps(beacons).encode()).status_code == 202
    events = each_edge.stored()
    assert sorted(event.visitor_id for event in events) == sorted(f"v{n}" for n in range(50))
    assert [choose_shard(event, 4) for event in events] == sorted(choose_shard(event, 4) for event in events)


def test_accepted_events_are_counted_by_site_in_the_same_step(edge: RunningEdge) -> None:
    edge.post(json.dumps([make_beacon(visitor_id=f"v{n}") for n in range(30)]).encode())
    with redis.Redis.from_url(edge.redis_url) as client:
        counted = [int(client.hget(ACCEPTED % shard, "1") or 0) for shard in range(4)]
    assert sum(counted) == 30
    assert counted == [sum(choose_shard(event, 4) == shard for event in edge.stored()) for shard in range(4)]


def test_the_good_events_of_a_beacon_are_taken_and_the_others_named(each_edge: RunningEdge) -> None:
    beacons = [make_beacon(), make_beacon(type="hit"), 7, make_beacon(site="pk_rival"), make_beacon(ref="bob")]
    answer = each_edge.post(json.dumps(beacons).encode())
    assert answer.status_code == 202
    assert answer.json() == {
        "accepted": 2,
        "rejected": [
            {"index": 1, "field": "type", "reason": "unknown_type"},
            {"index": 2, "field": "", "reason": "not_an_event"},
            {"index": 3, "field": "site", "reason": "foreign_origin"},
        ],
    }
    assert [event.ref for event in each_edge.stored()] == ["", "bob"]


def test_a_damaged_event_takes_no_other_along(each_edge: RunningEdge) -> None:
    good = json.dumps(make_beacon(customer_id="Anna \ud83d", order_id="\n A-1\n")).encode()
    answer = each_edge.post(b'[%b,{"site":"pk_shop","amount":NaN},%b]' % (good, good))
    assert answer.status_code == 202
    assert answer.json() == {"accepted": 2, "rejected": [{"index": 1, "field": "", "reason": "invalid_json"}]}
    assert [(each.customer_id, each.order_id) for each in each_edge.stored()] == [("Anna \ufffd", "A-1")] * 2


def test_white_space_is_no_part_of_a_site_key(each_edge: RunningEdge) -> None:
    assert each_edge.post(json.dumps(make_beacon(site=" pk_shop\n")).encode()).status_code == 202
    assert each_edge.post(json.dumps(make_beacon(site=" \n")).encode()).status_code == 403


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "text/plain;charset=UTF-8"])
def test_the_content_type_does_not_matter(edge: RunningEdge, content_type: str) -> None:
    assert edge.post(json.dumps(make_beacon()).encode(), content_type=content_type).status_code == 202


def test_the_page_may_read_the_answer_with_its_credentials(each_edge: RunningEdge) -> None:
    for content in (json.dumps(make_beacon()).encode(), b"{"):
        headers = each_edge.post(content).headers
        assert headers["Access-Control-Allow-Origin"] == ORIGIN
        assert headers["Access-Control-Allow-Credentials"] == "true"


def test_a_preflight_allows_json(edge: RunningEdge) -> None:
    asked = {
        "Origin": ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = edge.client.options("/e", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Access-Control-Allow-Headers"] == "content-type"
    assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    assert answer.headers["Access-Control-Max-Age"] == "86400"


TRACING = (
    "traceparent, tracestate, baggage, sentry-trace, x-datadog-trace-id, x-datadog-sampling-priority, newrelic, b3,"
    " x-b3-traceid, elastic-apm-traceparent, x-request-id, x-correlation-id, uber-trace-id, x-instana-t, request-id"
)


@pytest.mark.parametrize(
    ("requested", "allowed"),
    [
        (TRACING, "content-type, " + TRACING.replace("x-b3", " x-b3").replace("  ", " ")),
        ("Content-Type,X-B3-TraceId", "content-type, x-b3-traceid"),
        ("", "content-type"),
        ("authorization, cookie, proxy-authorization, *, b3", "content-type, b3"),
        ("a b, x\ty, (c), b3, é, " + "n" * 65, "content-type, b3"),
        (", ".join(f"h{n}" for n in range(1000)), "content-type, " + ", ".join(f"h{n}" for n in range(64))),
    ],
)
def test_a_preflight_allows_what_monitoring_tools_add_and_no_credentials(
    edge: RunningEdge, requested: str, allowed: str
) -> None:
    asked = {b"Origin": ORIGIN.encode(), b"Access-Control-Request-Headers": requested.encode("latin-1")}
    assert edge.client.options("/e", headers=asked).headers["Access-Control-Allow-Headers"] == allowed


def test_a_preflight_of_no_origin_allows_nothing(edge: RunningEdge) -> None:
    answer = edge.client.options("/e", headers={"Origin": "null", "Access-Control-Request-Headers": "b3"})
    assert [name for name in answer.headers if name.startswith("access-control")] == []


@pytest.mark.parametrize("path", ["/e/", "/prm.js/e"])
def test_a_slash_at_the_end_of_an_address_loses_no_event(each_edge: RunningEdge, path: str) -> None:
    beacon = json.dumps(make_beacon()).encode()
    assert each_edge.client.post(path, content=beacon, headers={"Origin": ORIGIN}).status_code == 202
    assert each_edge.client.options(path, headers={"Origin": ORIGIN}).status_code == 204
    assert each_edge.client.get("/prm.js/").content == each_edge.client.get("/prm.js").content
    assert len(each_edge.stored()) == 1


def test_the_referrer_stands_in_where_the_browser_names_no_origin(each_edge: RunningEdge) -> None:
    beacon = json.dumps(make_beacon()).encode()
    assert each_edge.post(beacon, origin="", referer=f"{ORIGIN}/cart?x=1").status_code == 202
    assert each_edge.post(beacon, origin="", referer="https://rival.example/shop.example").status_code == 403


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_beacon_can_only_be_posted(edge: RunningEdge, method: str) -> None:
    assert edge.client.request(method, "/e").status_code == 405


def test_an_outcome_is_readable_by_its_own_site_alone(edge: RunningEdge) -> None:
    assert edge.client.get("/e").status_code == 403
    assert edge.stored() == []


def test_private_values_of_urls_never_reach_redis(each_edge: RunningEdge) -> None:
    pages = {"url": "https://shop.example/a?email=anna&x=1", "referrer": "https://m.example/?u=anna%40shop.example&y=2"}
    assert each_edge.post(json.dumps(make_beacon(**pages)).encode()).status_code == 202
    [event] = each_edge.stored()
    assert (event.url, event.referrer) == ("https://shop.example/a?email=&x=1", "https://m.example/?u=&y=2")
