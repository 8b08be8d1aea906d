"""A worker killed at any step leaves exact sums behind: what was accepted is stored once, roll-ups and counts too."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from redis import Redis

from events.keys import ACCEPTED, DEAD_LETTER
from ingest.storage import BatchStage
from tests.ingest.builders import append_events, append_lines, make_event, make_sale, read_counts, read_settled

LEASE_MS = "1000"
LIVE = "-"


@pytest.mark.parametrize("step", list(BatchStage))
def test_sums_are_exact_after_a_kill(step: BatchStage, redis: Redis, redis_url: str, tmp_path: Path) -> None:
    _append_mixture(redis)
    killed = _run_drill(tmp_path, redis_url, step)
    assert killed.returncode == -signal.SIGKILL
    # The second kill meets a batch that is already recovered once.
    assert _run_drill(tmp_path, redis_url, step).returncode == -signal.SIGKILL
    sums = json.loads(_run_drill(tmp_path, redis_url, LIVE).stdout)
    assert sums == {
        "rows": 1050, "ids": 1050, "amount": 110_000, "looked_up": 1050, "standing": 60_000, "reports": 100,
        "duplicates": 200, "refunds": 0, "refunded": None, "clicks": 0,
    }  # fmt: skip
    assert read_settled(redis) == {"7:stored": 1050, "7:duplicates": 200, "0:dead": 1}
    assert read_counts(redis, ACCEPTED) == {"7": 1250}
    assert redis.xlen(DEAD_LETTER) == 1


@pytest.mark.parametrize("step", [BatchStage.AFTER_EVENTS_INSERT, BatchStage.BEFORE_ACK])
def test_a_refund_finds_the_order_of_its_payment_after_a_kill(
    step: BatchStage, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    refund = make_event(
        type="refund",
        source="server",
        visitor_id="",
        refund_id="re_1",
        payment_id="pi_1",
        amount_minor=3,
        currency="EUR",
    )
    append_events(redis, [refund, make_sale(source="server", payment_id="pi_1")], per_entry=1)
    for _ in range(2):
        assert _run_drill(tmp_path, redis_url, step).returncode == -signal.SIGKILL
    sums = json.loads(_run_drill(tmp_path, redis_url, LIVE).stdout)
    # As it was reported, and with the order.
    assert (sums["rows"], sums["refunds"], sums["standing"]) == (3, 2, 1000)
    settled, accepted = read_settled(redis), read_counts(redis, ACCEPTED)
    assert settled["7:stored"] == 3
    assert settled.total() == accepted["7"]


def _append_mixture(redis: Redis) -> None:
    """950 clicks, 50 sales, 150 events once more, 50 orders reported by a server and a browser again, and no event."""
    clicks = [make_event(visitor_id=f"v{number}") for number in range(950)]
    sales = [make_sale(order_id=f"A-{number}") for number in range(50)]
    by_server = [make_sale(order_id=sale.order_id, source="server", visitor_id="", amount_minor=1200) for sale in sales]
    again = [make_sale(order_id=sale.order_id) for sale in sales]
    append_events(redis, [*clicks, *sales, *clicks[:150], *by_server, *again])
    append_lines(redis, 0, [b"no event"])


def _run_drill(data_dir: Path, redis_url: str, step: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "tests.ingest.killed_worker", str(data_dir), redis_url, step, LEASE_MS]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
