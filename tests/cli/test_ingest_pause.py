"""A command that removes events and a fraud run, the settler or a backup at work keep each other away."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from redis import Redis

from cli.ingest_pause import pause_every_writer
from fraud.errors import FraudRunBusy
from fraud.runs.schedule import pause_fraud_runs
from reports.errors import SettlerBusy
from reports.settled.schedule import pause_settler
from settings import IngestSettings, read_settings
from transfer.backups.record import lock_backups
from transfer.errors import TransferFailed
from warehouse.interface import Warehouse

Work = Callable[[Redis, float], AbstractContextManager[object]]
PATIENCE_SECONDS = 120


@pytest.fixture
def settings(tmp_path: Path, redis_url: str) -> IngestSettings:
    """Of an installation with two shards."""
    environ = {"PRM_DATA_DIR": str(tmp_path), "PRM_REDIS_URL": redis_url, "PRM_SHARDS": "2", "PRM_SECRET": "test"}
    return read_settings(IngestSettings, environ)


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    """A client of an empty Redis."""
    with Redis.from_url(redis_url) as client:
        yield client


@pytest.mark.parametrize(
    ("work", "busy"),
    [(pause_fraud_runs, FraudRunBusy), (pause_settler, SettlerBusy)],
    ids=["a fraud run", "the settler"],
)
def test_nothing_writes_while_a_person_is_erased(
    redis: Redis, warehouse: Warehouse, settings: IngestSettings, work: Work, busy: type[Exception]
) -> None:
    with pause_every_writer(redis, warehouse, settings) as check_pause:
        with pytest.raises(busy), work(redis, 0):
            pytest.fail("it goes on beside the erasure")
        with pytest.raises(TransferFailed), lock_backups(settings.data_dir):
            pytest.fail("a backup is made beside the erasure")
        check_pause()
    with work(redis, 0), lock_backups(settings.data_dir):
        pass


@pytest.mark.parametrize("work", [pause_fraud_runs, pause_settler], ids=["a fraud run", "the settler"])
def test_a_person_is_erased_when_what_is_at_work_has_ended(
    redis: Redis, warehouse: Warehouse, settings: IngestSettings, work: Work
) -> None:
    order: list[str] = []

    def erase() -> None:
        with pause_every_writer(redis, warehouse, settings):
            order.append("erased")

    with work(redis, 0):
        thread = threading.Thread(target=erase)
        thread.start()
        # It waits: for as long as the work goes on, and a round of asking at least.
        thread.join(0.5)
        order.append("ended")
    thread.join(PATIENCE_SECONDS)
    assert order == ["ended", "erased"]
