"""The outcome of test events is published for a while; that of other events is not."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from redis import Redis

from events.event import Event, encode_event
from events.keys import CREDIT_REQUESTS, TEST_OUTCOME
from events.test_outcome import OUTCOME_SECONDS
from ingest.batch import Batch
from ingest.dead_letters.letter import DeadLetter
from ingest.storage import Outcome, PreparedBatch
from ingest.test_outcomes import MAX_TEST_OUTCOMES, publish_test_outcomes
from ingest.worker import Worker
from tests.ingest.builders import append_events, make_event, make_settings, run_until_settled
from warehouse.interface import Warehouse


def read_outcome(redis: Redis, event: Event) -> dict[str, str] | None:
    value = redis.get(TEST_OUTCOME % (event.site_id, event.event_id))
    return orjson.loads(value) if isinstance(value, bytes) else None


def make_test(**fields: Any) -> Event:
    return make_event(traffic="test", ref="alice", **fields)


def test_a_stored_test_event_is_published_as_it_was_stored(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    test, person = make_test(), make_event(ref="alice")
    append_events(redis, [person, test])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    assert read_outcome(redis, test) == {"state": "stored", "reason": "", "channel": "partner", "ref": "alice"}
    assert 0 < redis.ttl(TEST_OUTCOME % (test.site_id, test.event_id)) <= OUTCOME_SECONDS
    assert read_outcome(redis, person) is None
    (asked,) = redis.lrange(CREDIT_REQUESTS, 0, -1)
    assert orjson.loads(asked) == {"site_id": test.site_id, "event_id": test.event_id, "ref": "alice"}


def test_the_first_outcome_of_an_event_stays(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    twice_in_a_batch, sent_again = make_test(), make_test()
    append_events(redis, [twice_in_a_batch, twice_in_a_batch, sent_again])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    append_events(redis, [sent_again])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    for event in (twice_in_a_batch, sent_again):
        assert (read_outcome(redis, event) or {})["state"] == "stored"


def test_a_repeated_order_is_published_as_a_duplicate(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    sale = {"type": "sale", "order_id": "A-1", "amount_minor": 1, "currency": "EUR"}
    first, second = make_test(**sale), make_test(**sale)
    append_events(redis, [first, second])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    assert (read_outcome(redis, second) or {})["state"] == "duplicate"
    assert (read_outcome(redis, second) or {})["reason"] == "order_in_batch"


def test_a_dead_letter_is_published_with_its_reason(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    dead, stored = make_test(amount_minor=1 << 63, currency="EUR"), make_test()
    append_events(redis, [dead, stored])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    outcome = read_outcome(redis, dead)
    assert outcome is not None
    assert outcome["state"] == "dead"
    assert outcome["reason"]
    assert (read_outcome(redis, stored) or {})["state"] == "stored"


def test_of_a_flood_of_tests_a_part_is_published(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    append_events(redis, [make_test(visitor_id="v1") for _ in range(MAX_TEST_OUTCOMES + 50)], per_entry=500)
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    assert redis.llen(CREDIT_REQUESTS) == MAX_TEST_OUTCOMES


def test_a_failure_to_publish_is_only_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    letter = DeadLetter(b"1-0", "why", encode_event(make_test()))
    prepared = PreparedBatch(Batch(0, "", 0, [], is_full=False), {"traffic": []}, {}, [], [letter])
    with Redis.from_url(f"unix://{tmp_path}/missing.sock") as away:
        publish_test_outcomes(away, prepared, Outcome([], [], [letter]))
    assert "cannot publish the outcome" in caplog.text
