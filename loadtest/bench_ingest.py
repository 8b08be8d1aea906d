"""How many events a second one worker takes from filled streams, with each ClickHouse client, next to the bare INSERT.

A private Redis is filled, then a worker in a process of its own empties it. Prints JSON lines, of several levels of
durability in turn where they are named.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

from redis import Redis

from events.keys import SETTLED
from loadtest.levels import add_levels, describe_level
from loadtest.traffic import AGENTS, fill_streams, make_traffic
from loadtest.verdict import print_figures
from tests.fixtures.redis import RedisProcess
from tests.warehouse.native_server.process import NativeServer

SHARDS = 2


def main() -> None:
    """Each client at each level in turn."""
    options = _read_options()
    for client_name, level in product(options.clients, options.levels):
        with (
            tempfile.TemporaryDirectory(prefix="prm-bench-") as place,
            _open_warehouse(client_name, Path(place)) as url,
        ):
            places = {"PRM_DATA_DIR": place, "PRM_SHARDS": str(SHARDS), "PRM_CLICKHOUSE_URL": url}
            _measure(client_name, level, options, Path(place), {**os.environ, **places, **describe_level(level)})


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument(
        "--per-entry", type=int, default=16, help="events in an entry of the stream: a flush of the edge"
    )
    parser.add_argument("--clients", nargs="+", choices=["embedded", "native"], default=["embedded", "native"])
    add_levels(parser)
    parser.add_argument("--profile", help="file for cProfile's figures of the worker")
    return parser.parse_args()


def _measure(client_name: str, level: str, options: argparse.Namespace, place: Path, environ: dict[str, str]) -> None:
    with _run_redis(place, environ["PRM_APPENDFSYNC"]) as redis:
        environ["PRM_REDIS_URL"] = redis.url
        with Redis.from_url(redis.url) as client:
            events = fill_streams(client, make_traffic(options.events, _now_ms()), SHARDS, options.per_entry)
            worked = _run("work", environ, options.profile)
            settled = _read_settled(client)
    if sum(settled.values()) != events:
        sys.exit(f"{events} events were sent, settled are {settled}")
    raw = _run("raw", environ)
    print_figures(client=client_name, level=level, measured="bare insert", **raw)
    rate = events / worked["seconds"]
    print_figures(
        client=client_name,
        level=level,
        measured="worker",
        events=events,
        per_entry=options.per_entry,
        agents=AGENTS,
        settled=settled,
        **worked,
        events_per_second=round(rate),
        cpu_us_per_event=round(1e6 * worked["cpu_seconds"] / events, 2),
        of_insert=round(rate / raw["events"]["events_per_second"], 3),
        of_insert_without_views=round(rate / raw["bare_events"]["events_per_second"], 3),
        load=os.getloadavg()[0],
    )


def _run(task: str, environ: dict[str, str], profile: str | None = None) -> dict[str, Any]:
    profiler = ["-m", "cProfile", "-o", profile] if profile else []
    command = [sys.executable, *profiler, "-m", "loadtest.ingest_process", task]
    done = subprocess.run(command, env=environ, check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _read_settled(redis: Redis) -> dict[str, int]:
    settled: Counter[str] = Counter()
    for shard in range(SHARDS):
        for field, count in redis.hgetall(SETTLED % shard).items():
            settled[str(field, "ascii").partition(":")[2]] += int(count)  # type: ignore[arg-type]
    return dict(settled)


@contextmanager
def _open_warehouse(client_name: str, place: Path) -> Iterator[str]:
    """The address of the warehouse; empty for the embedded one."""
    if client_name == "embedded":
        yield ""
        return
    server = NativeServer(place / "engine")
    server.start()
    try:
        yield server.url
    finally:
        server.kill()


@contextmanager
def _run_redis(directory: Path, appendfsync: str) -> Iterator[RedisProcess]:
    redis = RedisProcess(directory, "--appendfsync", appendfsync)
    redis.start()
    try:
        yield redis
    finally:
        redis.stop()


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


if __name__ == "__main__":
    main()
