"""How many events are on their way, and until when nothing is missing."""

import pytest
from redis import Redis

from events.keys import ACCEPTED, COUNT_FIELD, EVENTS_FIELD, SETTLED, SPOOL_ARRIVALS, SPOOLED, STREAM
from events.spool import Waiting, encode_record, encode_waiting, name_segment
from settings import ConsoleSettings
from settings.data_directory import spool_directory
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse
from warehouse.upkeep.retention import find_events_since, set_retention

pytestmark = pytest.mark.redis_contract

FIRST_MS = 1_700_000_000_123


def accept(redis: Redis, shard: int, site_id: int, entry_id: str, count: int) -> None:
    """What the tracker leaves for a flush of this many events."""
    redis.xadd(STREAM % shard, {EVENTS_FIELD: b"", COUNT_FIELD: count}, id=entry_id)
    redis.hincrby(ACCEPTED % shard, str(site_id), count)


def settle(redis: Redis, shard: int, site_id: int, entry_id: str, stored: int, duplicates: int) -> None:
    """What ingest leaves once the entry is stored."""
    redis.xdel(STREAM % shard, entry_id)
    redis.hincrby(SETTLED % shard, f"{site_id}:stored", stored)
    redis.hincrby(SETTLED % shard, f"{site_id}:duplicates", duplicates)


def test_without_events_everything_is_complete_until_now(api: Api, redis: Redis, shop: Tenant) -> None:
    before_ms = redis.time()[0] * 1000
    answer = api.get("/freshness", shop.key)
    complete_until = answer.pop("complete_until")
    assert answer == {
        "accepted": 0,
        "stored": 0,
        "duplicates": 0,
        "dead_letters": 0,
        "lag_events": 0,
        "oldest_unstored_ms": 0,
    }
    assert before_ms <= complete_until <= redis.time()[0] * 1000 + 999


def test_figures_are_complete_until_the_oldest_entry_of_any_shard(api: Api, redis: Redis, shop: Tenant) -> None:
    accept(redis, 0, shop.site_id, f"{FIRST_MS + 5000}-0", 3)
    accept(redis, 1, shop.site_id, f"{FIRST_MS}-7", 2)
    answer = api.get("/freshness", shop.key)
    assert (answer["accepted"], answer["stored"], answer["lag_events"]) == (5, 0, 5)
    assert answer["complete_until"] == FIRST_MS
    assert answer["oldest_unstored_ms"] > 0
    assert api.get("/attribution", shop.key)["meta"]["complete_until"] == FIRST_MS


def test_what_is_settled_no_longer_lags(api: Api, redis: Redis, shop: Tenant) -> None:
    accept(redis, 0, shop.site_id, f"{FIRST_MS}-0", 10)
    settle(redis, 0, shop.site_id, f"{FIRST_MS}-0", stored=7, duplicates=2)
    redis.hincrby(SETTLED % 0, f"{shop.site_id}:dead", 1)
    answer = api.get("/freshness", shop.key)
    assert (answer["stored"], answer["duplicates"], answer["dead_letters"], answer["lag_events"]) == (7, 2, 1, 0)
    assert answer["complete_until"] > FIRST_MS


def test_the_counters_of_another_site_stay_its_own(api: Api, redis: Redis, shop: Tenant, rival: Tenant) -> None:
    accept(redis, 0, rival.site_id, f"{FIRST_MS}-0", 10)
    answer = api.get("/freshness", shop.key)
    assert (answer["accepted"], answer["lag_events"], answer["oldest_unstored_ms"]) == (0, 0, 0)


def test_a_partner_learns_only_how_far_the_figures_reach(api: Api, redis: Redis, shop: Tenant) -> None:
    accept(redis, 0, shop.site_id, f"{FIRST_MS}-0", 10)
    answer = api.get("/freshness", shop.alice)
    assert answer.keys() == {"complete_until", "oldest_unstored_ms"}
    assert answer["complete_until"] == FIRST_MS


def test_figures_are_shown_while_the_buffer_is_away(api: Api, redis: Redis, shop: Tenant) -> None:
    redis.set(STREAM % 0, "not a stream, so that Redis refuses")
    assert api.get("/attribution", shop.key)["meta"]["complete_until"] is None
    assert api.get("/freshness", shop.key, 503)["error"]["code"] == "buffer_unavailable"


def test_what_waits_in_the_spool_is_accepted_and_holds_the_figures_back(
    api: Api, redis: Redis, shop: Tenant, rival: Tenant, console_settings: ConsoleSettings
) -> None:
    spool = spool_directory(console_settings.data_dir)
    accept(redis, 1, shop.site_id, f"{FIRST_MS + 5000}-0", 3)
    (spool / "0").mkdir(parents=True)
    segment = spool / "0" / name_segment(FIRST_MS, "ab")
    segment.write_bytes(encode_record(0, {shop.site_id: 2, rival.site_id: 7}, [b"events"]))
    elsewhere = Waiting(FIRST_MS + 1000, {shop.site_id: 4})
    redis.hset(
        SPOOLED, mapping={segment.stem: encode_waiting(elsewhere), "of another machine": encode_waiting(elsewhere)}
    )
    answer = api.get("/freshness", shop.key)
    assert (answer["accepted"], answer["lag_events"], answer["complete_until"]) == (9, 9, FIRST_MS)


def test_what_came_by_way_of_the_spool_holds_the_figures_back_until_it_is_stored(
    api: Api, redis: Redis, shop: Tenant
) -> None:
    accept(redis, 1, shop.site_id, f"{FIRST_MS + 5000}-0", 3)
    accept(redis, 1, shop.site_id, f"{FIRST_MS + 6000}-0", 3)
    accept(redis, 1, shop.site_id, f"{FIRST_MS + 7000}-0", 3)
    redis.hset(SPOOL_ARRIVALS % 1, mapping={"accepted_ms": FIRST_MS, "last_id": f"{FIRST_MS + 6000}-0"})
    reached = []
    for entry_ms in (FIRST_MS + 5000, FIRST_MS + 6000):
        reached.append(api.get("/freshness", shop.key)["complete_until"])
        settle(redis, 1, shop.site_id, f"{entry_ms}-0", stored=3, duplicates=0)
    assert [*reached, api.get("/freshness", shop.key)["complete_until"]] == [FIRST_MS, FIRST_MS, FIRST_MS + 7000]


def test_an_answer_says_since_when_all_events_are_there(api: Api, warehouse: Warehouse, shop: Tenant) -> None:
    assert api.get("/attribution", shop.key)["meta"]["events_since"] is None
    set_retention(warehouse, 365)
    try:
        since = find_events_since(warehouse)
        assert since is not None
        assert api.get("/attribution", shop.key)["meta"]["events_since"] == since.timestamp() * 1000
    finally:
        set_retention(warehouse, 0)
