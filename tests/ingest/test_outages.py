"""While ClickHouse or Redis is away nothing is lost and nothing acknowledged; when it is back the work goes on."""

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from redis import Redis

from events.keys import GROUP, STREAM
from ingest.process import run_ingest
from ingest.worker import Worker
from tests.fixtures.redis import RedisProcess
from tests.ingest.builders import (
    append_events,
    count_rows,
    make_event,
    make_settings,
    read_settled,
    run_until_settled,
    wait_until_settled,
)
from tests.warehouse.native_server.process import NativeServer
from warehouse.clickhouse.native import NativeWarehouse
from warehouse.interface import Warehouse
from warehouse.upkeep.migration import migrate

pytestmark = pytest.mark.redis_contract

WAIT_SECONDS = 120


@pytest.fixture
def server(tmp_path: Path) -> Iterator[NativeServer]:
    """A ClickHouse of the test's own."""
    server = NativeServer(tmp_path / "engine")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def server_warehouse(server: NativeServer) -> Iterator[Warehouse]:
    with closing(NativeWarehouse(server.url)) as opened:
        migrate(opened)
        yield opened


def test_a_batch_waits_for_the_warehouse_and_is_stored_once(
    server: NativeServer, server_warehouse: Warehouse, redis: Redis, tmp_path: Path
) -> None:
    has_read = threading.Event()
    append_events(redis, [make_event(visitor_id=f"v{number}") for number in range(100)])
    server.kill()
    worker = Worker(make_settings(tmp_path), redis, server_warehouse, on_stage=lambda _: has_read.set())
    with _running(worker):
        assert has_read.wait(WAIT_SECONDS)
        assert read_settled(redis) == {}
        server.start()
        wait_until_settled(redis)
    assert count_rows(server_warehouse, "events") == 100
    assert read_settled(redis) == {"7:stored": 100}


def test_a_worker_stopped_while_the_warehouse_is_away_leaves_its_batch_to_the_next(
    server: NativeServer, server_warehouse: Warehouse, redis: Redis, tmp_path: Path
) -> None:
    has_read = threading.Event()
    append_events(redis, [make_event(visitor_id="v1")], shards=1)
    settings = make_settings(tmp_path, shards="1")
    server.kill()
    with _running(Worker(settings, redis, server_warehouse, on_stage=lambda _: has_read.set())):
        assert has_read.wait(WAIT_SECONDS)
    assert redis.xpending(STREAM % 0, GROUP)["pending"] == 1
    server.start()
    run_until_settled(Worker(settings, redis, server_warehouse), redis, shards=1)
    assert count_rows(server_warehouse, "events") == 1


def test_an_unmigrated_warehouse_makes_no_dead_letters(server: NativeServer, redis: Redis, tmp_path: Path) -> None:
    has_read = threading.Event()
    append_events(redis, [make_event()])
    with closing(NativeWarehouse(server.url)) as warehouse:
        worker = Worker(make_settings(tmp_path), redis, warehouse, on_stage=lambda _: has_read.set())
        with _running(worker):
            assert has_read.wait(WAIT_SECONDS)
            migrate(warehouse)
            wait_until_settled(redis)
        assert read_settled(redis) == {"7:stored": 1}


def test_work_goes_on_when_redis_comes_back(private_redis: RedisProcess, warehouse: Warehouse, tmp_path: Path) -> None:
    settings = make_settings(tmp_path, redis_url=private_redis.url)
    stop = threading.Event()
    thread = threading.Thread(target=run_ingest, args=(settings, warehouse, stop))
    with Redis.from_url(private_redis.url) as redis:
        append_events(redis, [make_event(visitor_id="before")])
        thread.start()
        wait_until_settled(redis)
        private_redis.stop()
        private_redis.start()
        append_events(redis, [make_event(visitor_id="after")])
        wait_until_settled(redis)
        stop.set()
        thread.join(WAIT_SECONDS)
        assert count_rows(warehouse, "events") == 2


def test_work_goes_on_when_redis_has_forgotten_everything(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    with _running(Worker(make_settings(tmp_path), redis, warehouse)):
        append_events(redis, [make_event()])
        wait_until_settled(redis)
        redis.flushall()
        append_events(redis, [make_event()])
        wait_until_settled(redis)
    assert count_rows(warehouse, "events") == 2


def test_an_error_that_blames_no_row_makes_no_dead_letters(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    has_tried = threading.Event()
    warehouse.execute("create materialized view refusing to event_ids as select throwIf(1) as site_id from events")
    append_events(redis, [make_event()])
    settings = make_settings(tmp_path)
    try:
        with _running(Worker(settings, redis, warehouse, on_stage=lambda _: has_tried.set())):
            assert has_tried.wait(WAIT_SECONDS)
    finally:
        warehouse.execute("drop table refusing")
    assert not read_settled(redis)
    run_until_settled(Worker(settings, redis, warehouse), redis)
    assert read_settled(redis) == {"7:stored": 1}
    assert (count_rows(warehouse, "events"), count_rows(warehouse, "event_ids")) == (1, 1)


@contextmanager
def _running(worker: Worker) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(WAIT_SECONDS)
