"""A page can read what became of its test event, and nothing of other events or of another site's."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from events.ids import make_event_id, move_to_space
from events.keys import CREDIT_PREVIEW, TEST_OUTCOME, WORKERS
from events.test_link import make_test_token
from events.test_outcome import CreditPreview, EventOutcome, State, encode_outcome
from tests.fixtures.redis import RedisProcess
from tests.tracker.running import ORIGIN, RunningEdge, make_settings, publish, run_edge

SITE_ID = 1
SECRET = b"secret of the tests"
# An event id that no event has.
UNKNOWN_ID = "00000000-0000-7000-8000-000000000001"
STORED = {"state": "stored", "reason": "", "channel": "partner", "ref": "alice"}
UNSIGNED = {"credit": None, "is_signed": False}
INGEST_AWAY = {"state": "waiting", "reason": "ingest_away", "channel": "", "ref": "", **UNSIGNED}


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as opened:
        yield opened


@pytest.fixture
def event_id(client: redis.Redis, edge: RunningEdge) -> str:
    """Of an event of the site whose outcome ingest has written."""
    event_id = make_event_id(time.time_ns() // 1_000_000)
    client.set(
        TEST_OUTCOME % (SITE_ID, event_id), encode_outcome(EventOutcome(State.STORED, channel="partner", ref="alice"))
    )
    return event_id


def ask(edge: RunningEdge, event_id: str, site: str = "pk_shop", test: str = "1", **headers: str) -> Any:
    parameters = {"site": site, "event_id": event_id, "test": test}
    asked = edge.client.get("/e", params=parameters, headers=headers or {"Origin": ORIGIN})
    return asked.json() if asked.status_code == 200 else (asked.status_code, asked.headers["X-PRM-Rejected"])


def sign(site_id: int = SITE_ID, seconds: int = 60) -> str:
    return make_test_token(SECRET, site_id, int(time.time()) + seconds)


def test_outcome_and_credit_preview_are_passed_on(edge: RunningEdge, client: redis.Redis, event_id: str) -> None:
    token = sign()
    assert ask(edge, event_id, test=token) == {**STORED, "credit": None, "is_signed": True}
    client.set(CREDIT_PREVIEW % (SITE_ID, event_id), encode_outcome(CreditPreview(True, "last_click", 30)))
    credit = {"is_known": True, "model": "last_click", "window_days": 30}
    assert ask(edge, event_id, test=token) == {**STORED, "credit": credit, "is_signed": True}
    assert ask(edge, event_id.upper(), test=token) == {**STORED, "credit": credit, "is_signed": True}


def test_without_a_signed_link_nobody_learns_whether_a_code_is_a_partners(
    edge: RunningEdge, client: redis.Redis, event_id: str
) -> None:
    client.set(CREDIT_PREVIEW % (SITE_ID, event_id), encode_outcome(CreditPreview(True, "last_click", 30)))
    for token in ("", "1", "1.9.é", sign(seconds=-1), sign(site_id=2), sign()[:-1] + "x"):
        assert ask(edge, event_id, test=token) == {**STORED, **UNSIGNED}


@pytest.mark.parametrize("source", ["browser", "signed", "pixel"])
def test_an_event_is_found_by_the_id_that_its_page_sent(edge: RunningEdge, client: redis.Redis, source: str) -> None:
    sent = make_event_id(time.time_ns() // 1_000_000)
    outcome = encode_outcome(EventOutcome(State.STORED, channel="partner", ref="alice"))
    client.set(TEST_OUTCOME % (SITE_ID, move_to_space(sent, SITE_ID, source)), outcome)
    assert ask(edge, sent) == {**STORED, **UNSIGNED}


def test_a_page_of_the_site_may_read_it_and_no_cache_keeps_it(edge: RunningEdge, event_id: str) -> None:
    asked = edge.client.get("/e", params={"site": "pk_shop", "event_id": event_id}, headers={"Origin": ORIGIN})
    assert asked.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert asked.headers["Cache-Control"] == "no-store"


def test_a_page_of_the_trackers_own_domain_is_known_by_its_referrer(edge: RunningEdge, event_id: str) -> None:
    assert ask(edge, event_id, Referer=f"{ORIGIN}/")["state"] == "stored"


def test_another_site_gets_what_it_would_get_for_an_unknown_event(edge: RunningEdge, event_id: str) -> None:
    of_nothing = ask(edge, UNKNOWN_ID, "pk_rival", Origin="https://rival.example")
    assert ask(edge, event_id, "pk_rival", Origin="https://rival.example") == of_nothing == INGEST_AWAY


def test_an_event_that_is_no_test_is_like_none(edge: RunningEdge) -> None:
    event_id = make_event_id(time.time_ns() // 1_000_000)
    body = f'{{"site":"pk_shop","type":"click","event_id":"{event_id}"}}'
    assert edge.post(body.encode()).status_code == 202
    assert ask(edge, event_id) == ask(edge, UNKNOWN_ID) == INGEST_AWAY


def test_with_a_live_worker_it_is_on_its_way(edge: RunningEdge, client: redis.Redis) -> None:
    client.zadd(WORKERS, {"dead": 1, "living": (time.time() + 60) * 1000})
    assert ask(edge, UNKNOWN_ID) == {**INGEST_AWAY, "reason": "on_its_way"}


@pytest.mark.parametrize(
    ("site", "origin", "event_id", "rejection"),
    [
        ("pk_shop", "https://rival.example", UNKNOWN_ID, (403, "foreign_origin")),
        ("pk_shop", "", UNKNOWN_ID, (403, "foreign_origin")),
        ("pk_nobody", ORIGIN, UNKNOWN_ID, (403, "unknown_site")),
        ("pk_shop", ORIGIN, "", (400, "missing")),
        ("pk_shop", ORIGIN, "17", (400, "not_a_uuid")),
    ],
)
def test_a_rejected_request_names_its_reason(
    edge: RunningEdge, site: str, origin: str, event_id: str, rejection: tuple[int, str]
) -> None:
    assert ask(edge, event_id, site, Origin=origin) == rejection


def test_too_many_requests_are_rejected(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_IP_EVENTS_PER_SECOND="1")) as edge:
        answers = [ask(edge, UNKNOWN_ID) for _ in range(30)]
        assert answers[0] == INGEST_AWAY
        assert answers[-1] == (429, "rate_limited")


def test_while_redis_is_away_that_is_the_reason(own_edge: RunningEdge, private_redis: RedisProcess) -> None:
    assert ask(own_edge, UNKNOWN_ID) == INGEST_AWAY
    private_redis.stop()
    assert ask(own_edge, UNKNOWN_ID) == {**INGEST_AWAY, "reason": "redis_away"}


def test_the_outcome_is_served_at_the_neutral_path_too(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_BEACON_PATH="/m")) as edge:
        asked = edge.client.get("/m", params={"site": "pk_shop", "event_id": UNKNOWN_ID}, headers={"Origin": ORIGIN})
        assert asked.json() == INGEST_AWAY
