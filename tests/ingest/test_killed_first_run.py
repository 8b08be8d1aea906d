"""A first run: ingest and Redis are killed between INSERT and acknowledgement; sales and refunds count once."""

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from ingest.storage import BatchStage
from tests.cli.command_runner import Prm
from tests.fixtures.redis import RedisProcess
from tests.ingest.builders import append_events, make_event, make_sale, read_settled

ORDERS = 2_000
LIVE = "-"


@pytest.fixture
def redis_to_kill() -> Iterator[RedisProcess]:
    """One that has synced what it answered, as `prm up` starts it."""
    with tempfile.TemporaryDirectory(prefix="prm-first-") as directory:
        process = RedisProcess(Path(directory), "--appendfsync", "always")
        process.start()
        yield process
        process.stop()


def test_sales_and_refunds_count_once(redis_to_kill: RedisProcess, tmp_path: Path) -> None:
    with Redis.from_url(redis_to_kill.url) as redis:
        _append_sales_and_refunds(redis)
    for step in (BatchStage.AFTER_EVENTS_INSERT, BatchStage.BEFORE_ACK, BatchStage.AFTER_DUPLICATES_INSERT):
        killed = _run_worker(tmp_path, redis_to_kill.url, step, str(redis_to_kill.pid))
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        redis_to_kill.stop()
        redis_to_kill.start()
    lived = _run_worker(tmp_path, redis_to_kill.url, LIVE)
    assert json.loads(lived.stdout) == {
        "rows": 3 * ORDERS, "ids": 3 * ORDERS, "looked_up": 3 * ORDERS, "reports": ORDERS, "duplicates": 0,
        "amount": ORDERS * 1300, "standing": ORDERS * 1000, "refunds": ORDERS, "refunded": ORDERS * 300,
        "clicks": ORDERS,
    }  # fmt: skip
    with Redis.from_url(redis_to_kill.url) as redis:
        assert read_settled(redis) == {"7:stored": 3 * ORDERS}
    verified = Prm(tmp_path).run("verify", PRM_REDIS_URL=redis_to_kill.url)
    assert (verified.returncode, "wrong" in verified.stdout) == (0, True), verified.stdout


def _append_sales_and_refunds(redis: Redis) -> None:
    """2,000 clicks, 2,000 sales of 10.00 and then a refund of 3.00 of each."""
    visitors = [{"visitor_id": f"v{number}", "ref": "alice"} for number in range(ORDERS)]
    append_events(redis, [make_event(**visitor) for visitor in visitors])
    append_events(redis, [make_sale(order_id=f"A-{number}", **visitor) for number, visitor in enumerate(visitors)])
    refund = {"type": "refund", "amount_minor": 300, "currency": "EUR"}
    append_events(redis, [make_event(order_id=f"A-{number}", **refund) for number in range(ORDERS)])


def _run_worker(data_dir: Path, redis_url: str, step: str, pid: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.ingest.killed_worker", str(data_dir), redis_url, step, "1000", pid]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
