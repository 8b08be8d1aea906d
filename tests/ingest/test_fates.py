"""What became of test events is told for a while; of events that are no tests nothing is."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from redis import Redis

from events.event import Event, encode_event
from events.keys import CREDIT_REQUESTS, TEST_OUTCOME
from events.test_outcome import OUTCOME_SECONDS
from ingest.batch import Batch
from ingest.dead_letters import DeadLetter
from ingest.storage import Outcome, Prepared
from ingest.test_outcomes import MOST_FATES, tell_fates
from ingest.worker import Worker
from tests.ingest.making import append_events, make_event, make_settings, run_until_settled
from warehouse.interface import Warehouse


def read_fate(redis: Redis, event: Event) -> dict[str, str] | None:
    told = redis.get(TEST_OUTCOME % (event.site_id, event.event_id))
    return orjson.loads(told) if isinstance(told, bytes) else None


def make_test(**fields: Any) -> Event:
    return make_event(traffic="test", ref="alice", **fields)


def test_a_stored_test_event_is_told_as_it_was_stored(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    test, person = make_test(), make_event(ref="alice")
    append_events(redis, [person, test])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    assert read_fate(redis, test) == {"state": "stored", "reason": "", "channel": "partner", "ref": "alice"}
    assert 0 < redis.ttl(TEST_OUTCOME % (test.site_id, test.event_id)) <= OUTCOME_SECONDS
    assert read_fate(redis, person) is None
    (asked,) = redis.lrange(CREDIT_REQUESTS, 0, -1)
    assert orjson.loads(asked) == {"site_id": test.site_id, "event_id": test.event_id, "ref": "alice"}


def test_the_first_word_on_an_event_stays(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    twice_in_a_batch, sent_again = make_test(), make_test()
    append_events(redis, [twice_in_a_batch, twice_in_a_batch, sent_again])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    append_events(redis, [sent_again])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    for event in (twice_in_a_batch, sent_again):
        assert (read_fate(redis, event) or {})["state"] == "stored"


def test_what_repeats_a_stored_order_is_told_so(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    sale = {"type": "sale", "order_id": "A-1", "amount_minor": 1, "currency": "EUR"}
    first, second = make_test(**sale), make_test(**sale)
    append_events(redis, [first, second])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    assert (read_fate(redis, second) or {})["state"] == "duplicate"
    assert (read_fate(redis, second) or {})["reason"] == "order_in_batch"


def test_what_can_never_be_stored_is_told_with_its_reason(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    dead, stored = make_test(amount_minor=1 << 63, currency="EUR"), make_test()
    append_events(redis, [dead, stored])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    fate = read_fate(redis, dead)
    assert fate is not None
    assert fate["state"] == "dead"
    assert fate["reason"]
    assert (read_fate(redis, stored) or {})["state"] == "stored"


def test_a_flood_of_tests_is_told_in_part(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    append_events(redis, [make_test(visitor_id="v1") for _ in range(MOST_FATES + 50)], per_entry=500)
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    assert redis.llen(CREDIT_REQUESTS) == MOST_FATES


def test_that_it_cannot_be_told_holds_nothing_up(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    letter = DeadLetter(b"1-0", "why", encode_event(make_test()))
    prepared = Prepared(Batch(0, "", 0, [], is_full=False), {"traffic": []}, {}, [], [letter])
    with Redis.from_url(f"unix://{tmp_path}/nobody.sock") as away:
        tell_fates(away, prepared, Outcome([], [], [letter]))
    assert "could not be told" in caplog.text
