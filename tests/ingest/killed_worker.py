"""A worker in a process of its own that kills itself at a named step, or works until the streams are empty.

Run as ``python -m tests.ingest.killed_worker DATA_DIR REDIS_URL STEP LEASE_MS [PID]``; prints the sums of the
warehouse as JSON, if it lives that long. A ``STEP`` of ``-`` means to live; ``PID`` is killed a moment before.
"""

import json
import os
import signal
import sys
from pathlib import Path

from redis import Redis

from ingest.storage import BatchStage
from ingest.worker import Worker
from tests.ingest.builders import make_settings, read_rows, run_until_settled
from warehouse import connection as opening
from warehouse.upkeep.migration import migrate

SUMS = (
    "select count() as rows, uniqExact(event_id) as ids, sum(amount_minor) as amount,"
    " (select count() from event_ids) as looked_up,"
    " (select sum(amount_minor) from standing_conversions final) as standing,"
    " (select uniqExact(event_id) from conversion_reports) as reports,"
    " (select count() from duplicates) as duplicates,"
    " (select count() from order_returns final) as refunds,"
    " (select sum(amount_minor) from order_returns final) as refunded,"
    " (select sum(clicks) from rollup_partner_hours) as clicks from events"
)


def main(data_dir: str, redis_url: str, step: str, lease_ms: str, pid: str = "") -> None:
    """Runs one worker."""
    settings = make_settings(Path(data_dir), redis_url=redis_url, batch_events="400")
    warehouse = opening.open_warehouse(settings)
    migrate(warehouse)

    def kill_at(reached: BatchStage) -> None:
        if reached == step:
            if pid:
                os.kill(int(pid), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)

    with Redis.from_url(redis_url) as redis:
        run_until_settled(Worker(settings, redis, warehouse, lease_ms=int(lease_ms), on_stage=kill_at), redis)
    print(json.dumps(read_rows(warehouse, SUMS)[0]))
    warehouse.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
