"""Fault drills: a running installation under a steady load, its parts killed, Redis stopped, the disk full.

Prints JSON lines, the verdict last; ends with status 1 if an acknowledged event was lost, stored twice or not stored in
time, the money differs, or a request was answered with what it must not be.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from loadtest.steady import SteadyLoad, Tally
from loadtest.verdict import compare_stored, print_figures
from tests.fixtures.redis import RedisProcess
from tests.fixtures.running import RunningPrm, run_prm

WORKERS = 2
REDIS_AWAY_SECONDS = 20
STOPPED_SECONDS = 60
SETTLE_SECONDS = 300
# Within it every worker has seen the new site.
KNOWN_SECONDS = 2
FULL_DISK_BYTES = 1 << 20
ALMOST_FULL_BYTES = 1 << 16
FILL_SECONDS = 60
WITHOUT_LIMIT = {"PRM_IP_EVENTS_PER_SECOND": "0", "PRM_LOG_LEVEL": "warning"}

# What is done to the installation while the load goes on.
Act = Callable[[RunningPrm, RedisProcess, random.Random], None]


def main() -> None:
    """Runs the drills that were asked for."""
    options = _read_options()
    chance = random.Random(options.seed)
    drills = {"kills": _kill_parts(options.rounds), "stop": _stop_redis, "disk": _fill_disk}
    outcomes = {name: _try_drill(name, drills[name], options.rate, chance) for name in options.drills}
    is_failed = "failed" in outcomes.values()
    print_figures(verdict="failed" if is_failed else "passed", drills=outcomes, rate=options.rate, seed=options.seed)
    sys.exit(is_failed)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=12, help="parts that are killed")
    parser.add_argument("--rate", type=int, default=2000, help="events a second")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000, help="repeats the same moments")
    parser.add_argument("--drills", nargs="+", choices=["kills", "stop", "disk"], default=["kills", "stop", "disk"])
    return parser.parse_args()


def _try_drill(name: str, act: Act, rate: int, chance: random.Random) -> str:
    if name == "disk" and os.getuid() != 0:
        print_figures(drill=name, skipped="a small file system can only be mounted by root")
        return "skipped"
    try:
        return "passed" if _run_drill(name, act, rate, chance) else "failed"
    except (OSError, RuntimeError, subprocess.SubprocessError) as exc:
        print_figures(drill=name, passed=False, problem=f"{type(exc).__name__}: {exc}")
        return "failed"


def _run_drill(name: str, act: Act, rate: int, chance: random.Random) -> bool:
    with tempfile.TemporaryDirectory(prefix="prm-drill-") as place:
        data_dir = Path(place) / "data"
        with _run_redis(Path(place)) as redis, _small_spool(data_dir, name == "disk"):
            began = time.monotonic()
            tally = _run_load(data_dir, redis, act, rate, chance)
            seconds = round(time.monotonic() - began)
            verdict = compare_stored(tally, data_dir)
    is_passed = verdict.is_passed and _is_allowed(name, tally)
    statuses = {str(status): count for status, count in sorted(tally.statuses.items())}
    rest: dict[str, float] = {
        "seconds": seconds,
        "broken_connections": tally.broken_connections,
        "longest_seconds": round(tally.longest_seconds, 3),
    }
    print_figures(drill=name, passed=is_passed, answers=statuses, **rest, **asdict(verdict))
    return is_passed


def _run_load(data_dir: Path, redis: RedisProcess, act: Act, rate: int, chance: random.Random) -> Tally:
    environ = {"PRM_REDIS_URL": redis.url, **WITHOUT_LIMIT}
    with run_prm(data_dir, "--workers", str(WORKERS), environ=environ) as prm:
        keys = prm.create_site()
        prm.send(keys["secret_key"], [{"type": "pageview", "visitor_id": "first"}])
        time.sleep(KNOWN_SECONDS)
        load = SteadyLoad(prm.tracker_url, keys["site_key"], keys["secret_key"], rate, chance.randrange(1 << 30))
        with load:
            act(prm, redis, chance)
        print_figures(step="settling", **prm.wait_until_settled(keys["secret_key"], SETTLE_SECONDS))
    return load.tally


def _kill_parts(rounds: int) -> Act:
    def act(prm: RunningPrm, redis: RedisProcess, chance: random.Random) -> None:
        time.sleep(2)
        for number in range(rounds):
            victim = ("tracker", "ingest", "redis", "console", "worker")[number % 5]
            time.sleep(chance.uniform(0.5, 4))
            print_figures(step="kill", round=number + 1, victim=victim)
            if victim == "redis":
                redis.stop()
                time.sleep(REDIS_AWAY_SECONDS)
                redis.start()
            else:
                prm.kill(f"tracker-{chance.randrange(WORKERS)}" if victim == "tracker" else victim)
        time.sleep(5)

    return act


def _stop_redis(prm: RunningPrm, redis: RedisProcess, chance: random.Random) -> None:
    time.sleep(chance.uniform(1, 4))
    redis.stop()
    print_figures(step="Redis is stopped", seconds=STOPPED_SECONDS)
    time.sleep(STOPPED_SECONDS)
    redis.start()
    time.sleep(5)


def _fill_disk(prm: RunningPrm, redis: RedisProcess, chance: random.Random) -> None:
    time.sleep(chance.uniform(1, 3))
    redis.stop()
    deadline = time.monotonic() + FILL_SECONDS
    while (bytes_free := _read_bytes_free(prm.data_dir / "spool")) > ALMOST_FULL_BYTES and time.monotonic() < deadline:
        time.sleep(0.2)
    print_figures(step="Redis is away and the disk full", bytes_free=bytes_free)
    time.sleep(5)
    redis.start()
    time.sleep(5)


def _read_bytes_free(place: Path) -> int:
    space = os.statvfs(place)
    return space.f_bavail * space.f_frsize


def _is_allowed(name: str, tally: Tally) -> bool:
    """While Redis is stopped everything is accepted; on a full disk something has to be rejected, and only by 503."""
    if name == "disk":
        return tally.statuses[503] > 0 and set(tally.statuses) <= {202, 503}
    return set(tally.statuses) == {202}


@contextmanager
def _run_redis(directory: Path) -> Iterator[RedisProcess]:
    # Only at this level is every answered event promised to outlive a kill of Redis.
    redis = RedisProcess(directory, "--appendfsync", "always")
    redis.start()
    try:
        yield redis
    finally:
        redis.stop()


@contextmanager
def _small_spool(data_dir: Path, is_wanted: bool) -> Iterator[None]:
    """A file system of its own under the spool, which is soon full."""
    spool = data_dir / "spool"
    if not is_wanted:
        yield
        return
    spool.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={FULL_DISK_BYTES}", "tmpfs", str(spool)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(spool)], check=True)


if __name__ == "__main__":
    main()
