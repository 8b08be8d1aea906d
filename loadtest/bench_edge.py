"""`POST /e`, acknowledged by Redis, next to a bare server that answers 204: rates and their ratio as JSON lines.

Both servers run at once, are driven in turn by the same generator with the same requests, and have as many workers.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import redis

from events.keys import ACCEPTED, SNAPSHOT, SNAPSHOT_VERSION, stream_key
from events.snapshot import EdgeSite, EdgeSnapshot, encode_snapshot
from loadtest.servers import run_bare_worker, run_server
from settings import TrackerSettings, read_settings
from tests.fixtures.redis import RedisProcess
from tracker.worker import run_worker

SITE = EdgeSite(site_id=1, site_key="pk_bench", hosts=("shop.example",))
SCRIPT = Path(__file__).with_name("beacon.lua")
CONNECTIONS = 32


def main() -> None:
    """Parses the options and prints a line a measurement, then one with the medians."""
    options = _read_options()
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed: apt-get install wrk")
    with tempfile.TemporaryDirectory(prefix="prm-bench-") as directory:
        process = RedisProcess(Path(directory))
        process.start()
        try:
            for workers in options.workers:
                _bench(process.url, Path(directory), workers, options.rounds, options.seconds)
        finally:
            process.stop()


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each server")
    parser.add_argument("--seconds", type=int, default=4, help="length of one measurement")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="worker processes of each server")
    return parser.parse_args()


def _bench(redis_url: str, directory: Path, workers: int, rounds: int, seconds: int) -> None:
    environ = {"PRM_DATA_DIR": str(directory), "PRM_REDIS_URL": redis_url, "PRM_WORKERS": str(workers)}
    environ |= {"PRM_IP_EVENTS_PER_SECOND": "0", "PRM_LOG_LEVEL": "warning"}
    settings = read_settings(TrackerSettings, environ)
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
        client.mset({SNAPSHOT: encode_snapshot(EdgeSnapshot("1", (SITE,))), SNAPSHOT_VERSION: "1"})
        with run_server(run_bare_worker, settings) as bare, run_server(run_worker, settings) as edge:
            for url in (bare, edge):
                _drive(url, 1)
            runs = [_measure_round(client, settings, bare, edge, seconds) for _ in range(rounds)]
    _print_medians(workers, runs)


def _measure_round(
    client: "redis.Redis", settings: TrackerSettings, bare_url: str, edge_url: str, seconds: int
) -> dict[str, dict[str, Any]]:
    results = {}
    for server, url in (("bare", bare_url), ("edge", edge_url)):
        before = _count_accepted(client, settings.shards)
        result = _drive(url, seconds)
        if server == "edge":
            result["in_redis"] = _count_accepted(client, settings.shards) - before
            client.delete(*(stream_key(shard) for shard in range(settings.shards)))
        print(json.dumps({"server": server, "workers": settings.workers, **result}), flush=True)
        results[server] = result
    return results


def _drive(url: str, seconds: int) -> dict[str, Any]:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(SCRIPT), url]
    environ = {**os.environ, "PRM_BENCH_SITE": SITE.site_key}
    output = subprocess.run(command, check=True, capture_output=True, text=True, env=environ).stdout
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    result["requests_per_second"] = round(result["requests"] / result["seconds"])
    return result


def _count_accepted(client: "redis.Redis", shards: int) -> int:
    return sum(int(n) for shard in range(shards) for n in client.hvals(ACCEPTED % shard))


def _print_medians(workers: int, runs: list[dict[str, dict[str, Any]]]) -> None:
    medians = {
        f"{server}_{figure}": statistics.median(run[server][figure] for run in runs)
        for server in ("bare", "edge")
        for figure in ("requests_per_second", "p50_ms", "p99_ms")
    }
    ratio = statistics.median(run["edge"]["requests_per_second"] / run["bare"]["requests_per_second"] for run in runs)
    print(json.dumps({"result": "POST /e", "workers": workers, **medians, "ratio": round(ratio, 3)}), flush=True)


if __name__ == "__main__":
    main()
