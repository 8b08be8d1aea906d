"""The edge, acknowledged by Redis, next to a bare server that answers 204: JSON lines, medians of all rounds.

Rates and their ratio, the 99th percentile at 70 % of each server's own saturation, the memory of a worker after a
million events, and batches of a thousand events next to the bare parsing of the same bytes. Both servers run at once
and are driven in turn by the same generator with the same requests, so that a busy machine harms both alike.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis

from events.enums import Scope
from events.keys import ACCEPTED, SNAPSHOT, SNAPSHOT_VERSION, STREAM
from events.snapshot import EdgeKey, EdgeSite, EdgeSnapshot, encode_snapshot, hash_key
from loadtest.batches import EVENTS as BATCH_EVENTS
from loadtest.batches import measure_parsing, write_batches
from loadtest.generator import Measured, drive, drive_at, require_wrk
from loadtest.servers import BARE, EDGE, RunningServer, run_server
from tests.fixtures.redis import RedisProcess

SITE = EdgeSite(site_id=1, site_key="pk_bench", hosts=("shop.example",))
SECRET_KEY = "sk_bench"
SNAPSHOT_OF_BENCH = EdgeSnapshot("1", (SITE,), (EdgeKey(1, 1, hash_key(SECRET_KEY), (Scope.EVENTS,)),))
SHARDS = 2
SATURATION_PART = 0.7
MANY_EVENTS = 1_000_000
LEVELS = ("always", "everysec", "no")


@dataclass(frozen=True, slots=True)
class Bench:
    """Both servers under the same number of workers, and the Redis of the edge."""

    workers: int
    bare: RunningServer
    edge: RunningServer
    redis: "redis.Redis"

    def count_accepted(self) -> int:
        """Events that Redis has counted since the beginning."""
        return sum(int(n) for shard in range(SHARDS) for n in self.redis.hvals(ACCEPTED % shard))

    def empty_streams(self) -> None:
        """What ingest would do; else Redis grows from round to round."""
        self.redis.delete(*(STREAM % shard for shard in range(SHARDS)))


def main() -> None:
    """Parses the options and measures what they name."""
    options = _read_options()
    require_wrk()
    with tempfile.TemporaryDirectory(prefix="prm-bench-") as place:
        process = RedisProcess(Path(place))
        process.start()
        try:
            for workers in options.workers:
                with _open_bench(process.url, Path(place), workers) as bench:
                    _bench_beacons(bench, options.appendfsync, options.rounds, options.seconds)
                    _bench_batches(bench, options.appendfsync, Path(place), options.rounds, options.seconds)
                    _bench_memory(bench, options.events)
        finally:
            process.stop()


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each server")
    parser.add_argument("--seconds", type=int, default=4, help="length of one measurement")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="worker processes of each server")
    parser.add_argument("--events", type=int, default=MANY_EVENTS, help="events before the memory is read; 0: not read")
    parser.add_argument(
        "--appendfsync", nargs="+", choices=LEVELS, default=["always"], help="levels of Redis, compared in turn"
    )
    return parser.parse_args()


@contextmanager
def _open_bench(redis_url: str, place: Path, workers: int) -> Iterator[Bench]:
    environ = {"PRM_DATA_DIR": str(place), "PRM_REDIS_URL": redis_url, "PRM_WORKERS": str(workers)}
    environ |= {"PRM_IP_EVENTS_PER_SECOND": "0", "PRM_LOG_LEVEL": "warning", "PRM_SHARDS": str(SHARDS)}
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
        client.mset({SNAPSHOT: encode_snapshot(SNAPSHOT_OF_BENCH), SNAPSHOT_VERSION: SNAPSHOT_OF_BENCH.version})
        with run_server(BARE, workers, environ) as bare, run_server(EDGE, workers, environ) as edge:
            for server in (bare, edge):
                drive(server.url, 1, "beacon.lua", PRM_BENCH_SITE=SITE.site_key)
            yield Bench(workers, bare, edge, client)


def _bench_beacons(bench: Bench, levels: Sequence[str], rounds: int, seconds: int) -> None:
    full: dict[str, list[dict[str, Measured]]] = {level: [] for level in levels}
    part: dict[str, list[dict[str, Measured]]] = {level: [] for level in levels}
    for _ in range(rounds):
        for level in levels:
            bench.redis.config_set("appendfsync", level)
            fast = {name: _measure(bench, name, seconds, 0.0) for name in ("bare", "edge")}
            rates = {name: SATURATION_PART * measured["requests_per_second"] for name, measured in fast.items()}
            full[level].append(fast)
            part[level].append({name: _measure(bench, name, seconds, rate) for name, rate in rates.items()})
    for level in levels:
        _print_beacons(bench.workers, level, full[level], part[level])


def _print_beacons(
    workers: int, level: str, full: Sequence[dict[str, Measured]], part: Sequence[dict[str, Measured]]
) -> None:
    common = {"workers": workers, "appendfsync": level}
    ratio = _take_median_ratio(full, "requests_per_second")
    p99_ratio = _take_median_ratio(part, "p99_ms")
    print_figures(result="POST /e", **common, ratio=round(ratio, 3), **_take_medians(full))
    print_figures(result="p99 at 70 %", **common, ratio=round(p99_ratio, 2), **_take_medians(part))


def _take_median_ratio(runs: Sequence[dict[str, Measured]], figure: str) -> float:
    ratios = [float(run["edge"][figure] / run["bare"][figure]) for run in runs]
    return statistics.median(ratios)


def _measure(bench: Bench, name: str, seconds: int, rate: float) -> Measured:
    server = bench.edge if name == "edge" else bench.bare
    if rate:
        measured = drive_at(server.url, seconds, "beacon.lua", rate, PRM_BENCH_SITE=SITE.site_key)
        measured["wanted_per_second"] = round(rate)
    else:
        before, cpu_before = bench.count_accepted(), server.read_cpu_seconds()
        measured = drive(server.url, seconds, "beacon.lua", PRM_BENCH_SITE=SITE.site_key)
        cpu_seconds = server.read_cpu_seconds() - cpu_before
        measured["cpu_us_per_request"] = round(cpu_seconds * 1e6 / measured["requests"], 2)
        measured["in_redis"] = bench.count_accepted() - before
    bench.empty_streams()
    print_figures(server=name, workers=bench.workers, **measured)
    return measured


def _bench_batches(bench: Bench, levels: Sequence[str], place: Path, rounds: int, seconds: int) -> None:
    file = write_batches(place / "batches", SITE.site_key)
    parsed = measure_parsing(file)
    environ = {"PRM_BENCH_BATCHES": str(file), "PRM_BENCH_KEY": SECRET_KEY}
    rates: dict[str, list[float]] = {level: [] for level in levels}
    by_cpu: dict[str, list[float]] = {level: [] for level in levels}
    for _ in range(rounds):
        for level in levels:
            bench.redis.config_set("appendfsync", level)
            events, measured, cpu_seconds = _measure_batches(bench, seconds, environ)
            rates[level].append(events / measured["seconds"])
            by_cpu[level].append(events / cpu_seconds)
    for level in levels:
        medians = {
            "events_per_second": round(statistics.median(rates[level])),
            "per_core_second": round(statistics.median(by_cpu[level])),
        }
        common = {"workers": bench.workers, "appendfsync": level}
        print_figures(result="POST /v1/events", **common, **medians, orjson_loads_per_second=parsed)


def _measure_batches(bench: Bench, seconds: int, environ: dict[str, str]) -> tuple[int, Measured, float]:
    """The events that Redis has counted, what the generator measured, and the processor time of the edge."""
    before, cpu_before = bench.count_accepted(), bench.edge.read_cpu_seconds()
    measured = drive(bench.edge.url, seconds, "batch.lua", 4 * bench.workers, **environ)
    events = bench.count_accepted() - before
    bench.empty_streams()
    print_figures(server="edge", workers=bench.workers, batch_events=BATCH_EVENTS, events=events, **measured)
    return events, measured, bench.edge.read_cpu_seconds() - cpu_before


def _bench_memory(bench: Bench, events: int) -> None:
    """Beacons until the workers have taken so many events in all since they were started, on each of them."""
    if not events:
        return
    while bench.count_accepted() < events * bench.workers:
        drive(bench.edge.url, 5, "beacon.lua", PRM_BENCH_SITE=SITE.site_key)
        bench.empty_streams()
    memory = {"edge_mb": bench.edge.read_memory_mb(), "bare_mb": bench.bare.read_memory_mb()}
    figures = {name: round(size_mb, 1) for name, size_mb in memory.items()}
    print_figures(result="memory of a worker", workers=bench.workers, events=bench.count_accepted(), **figures)


def _take_medians(runs: Sequence[dict[str, Measured]]) -> Measured:
    return {
        f"{server}_{figure}": statistics.median(run[server][figure] for run in runs)
        for server in ("bare", "edge")
        for figure in ("requests_per_second", "p50_ms", "p99_ms", "cpu_us_per_request")
        if figure in runs[0][server]
    }


def print_figures(**figures: object) -> None:
    """One line of JSON."""
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
