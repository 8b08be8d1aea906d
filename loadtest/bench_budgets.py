"""Forty reports at once while a backlog is ingested: what is left for ingest, for the owner's calls, and of memory.

An installation of its own, on free ports of the loopback. Two viewers ask for twenty reports each, again as soon as
one is answered, or when its `Retry-After` has passed. Prints lines of JSON.
"""

import argparse
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2

from loadtest.traffic import fill_streams, make_traffic
from loadtest.verdict import print_figures
from settings import ConsoleSettings, read_settings
from supervisor.redis_client import connect_redis
from tests.fixtures.running import RunningPrm, run_prm

SHARDS, PER_ENTRY = 2, 250
SETTLE_SECONDS, REPORT_SECONDS = 300, 180
PAUSE_SECONDS = 0.2
CHEAP = ("/health/ready", "/api/v1/freshness", "/api/v1/partners", "/api/v1/links")
REPORTS = ("/api/v1/attribution", "/api/v1/conversions", "/api/v1/attribution?model=linear", "/api/v1/partners/stats")
ENVIRON = {"PRM_SHARDS": str(SHARDS), "PRM_LOG_LEVEL": "warning", "PRM_FRAUD_SECONDS": "0"}


@dataclass(slots=True)
class Answers:
    """How the calls of one kind were answered; only answers with 200 have their seconds here."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def describe(self) -> dict[str, object]:
        """Counts by status and the seconds of what succeeded."""
        answered: dict[str, object] = {"statuses": dict(self.statuses)}
        if len(self.seconds) < 2:
            return answered
        parts = statistics.quantiles(self.seconds, n=20, method="inclusive")
        figures = {"p50": parts[9], "p95": parts[18], "max": max(self.seconds)}
        return {**answered, **{name: round(value, 3) for name, value in figures.items()}}


def main() -> None:
    """Ingest alone, then the same with reports."""
    options = _read_options()
    environ = {**ENVIRON, "PRM_WAREHOUSE_MEMORY_BYTES": str(options.memory_mib << 20)}
    with (
        tempfile.TemporaryDirectory(prefix="prm-bench-") as place,
        run_prm(Path(place) / "data", "--workers", "1", environ=environ) as prm,
    ):
        owner, viewers = _create_viewers(prm)
        _ingest(prm, owner, options.events, seed=1)
        alone = {"report": _ask_for(prm, owner, REPORTS, 8), "cheap": _ask_for(prm, owner, CHEAP, 20)}
        print_figures(measured="alone", **{name: answers.describe() for name, answers in alone.items()})
        rates = [_ingest(prm, owner, options.events, seed) for seed in (2, 3)]
        with (
            _sample_memory(prm) as memory,
            _ask(prm, viewers * (options.reports // 2), REPORTS) as crowd,
            _ask(prm, [owner], CHEAP) as cheap,
            _ask(prm, [owner], REPORTS) as report,
        ):
            busy = [_ingest(prm, owner, options.events, seed) for seed in (4, 5)]
        print_figures(
            measured="budgets",
            events=options.events,
            reports=options.reports,
            ingest_alone=rates,
            ingest_with_reports=busy,
            ratio=round(statistics.mean(busy) / statistics.mean(rates), 2),
            peak_pss_mib={name: size >> 20 for name, size in memory.items()},
            crowd=crowd.describe(),
            owner_cheap=cheap.describe(),
            owner_report=report.describe(),
        )


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000, help="events of the history and of each backlog")
    parser.add_argument("--reports", type=int, default=40, help="reports at once, half for each of two viewers")
    parser.add_argument("--memory-mib", type=int, default=1024, help="of PRM_WAREHOUSE_MEMORY_BYTES")
    return parser.parse_args()


def _create_viewers(prm: RunningPrm) -> tuple[str, list[str]]:
    """The owner's token, and those of a second key and a partner."""
    prm.create_site()
    owner = prm.create_admin_key()
    headers = {"Authorization": f"Bearer {owner}"}
    with httpx2.Client(base_url=f"{prm.console_url}/api/v1", headers=headers, timeout=60) as client:
        key = client.post("/keys", json={"label": "second", "scopes": ["reports"]}).raise_for_status().json()
        partner = client.post("/partners", json={"code": "partner1", "name": "One"}).raise_for_status().json()
    return owner, [key["secret_key"], partner["token"]]


def _ingest(prm: RunningPrm, token: str, count: int, seed: int) -> int:
    """Events a second, from the first on the streams until the last is settled."""
    begin_ms = int((datetime.now(UTC) - timedelta(hours=2 + seed)).timestamp() * 1000)
    events = list(make_traffic(count, begin_ms, seed))
    settings = read_settings(ConsoleSettings, {**ENVIRON, "PRM_DATA_DIR": str(prm.data_dir)})
    with connect_redis(settings) as redis:
        began = time.monotonic()
        fill_streams(redis, iter(events), SHARDS, PER_ENTRY)
        deadline = began + SETTLE_SECONDS
        while sum(redis.xlen(f"events:{{{shard}}}") for shard in range(SHARDS)):
            if time.monotonic() > deadline:
                raise TimeoutError("ingest did not empty the streams")
            time.sleep(0.02)
        return round(count / (time.monotonic() - began))


def _ask_for(prm: RunningPrm, token: str, paths: tuple[str, ...], times: int) -> Answers:
    answers = Answers()
    with _open_client(prm, token) as client:
        for number in range(times):
            _ask_once(client, paths[number % len(paths)], answers)
    return answers


@contextmanager
def _ask(prm: RunningPrm, tokens: list[str], paths: tuple[str, ...]) -> Iterator[Answers]:
    """For as long as the block lasts each token asks for one path after the other; what is under way is awaited."""
    answers, is_over = Answers(), threading.Event()

    def ask(token: str, first: int) -> None:
        number = first
        with _open_client(prm, token) as client:
            while not is_over.is_set():
                is_over.wait(_ask_once(client, paths[number % len(paths)], answers))
                number += 1

    threads = [threading.Thread(target=ask, args=(token, number)) for number, token in enumerate(tokens)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def _open_client(prm: RunningPrm, token: str) -> httpx2.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx2.Client(base_url=prm.console_url, headers=headers, timeout=REPORT_SECONDS)


def _ask_once(client: httpx2.Client, path: str, answers: Answers) -> float:
    """The seconds to pause before the next call."""
    began = time.monotonic()
    try:
        response = client.get(path)
    except httpx2.HTTPError:
        answers.statuses[0] += 1
        return 1.0
    answers.statuses[response.status_code] += 1
    if response.status_code == 200:
        answers.seconds.append(time.monotonic() - began)
        return PAUSE_SECONDS if path in CHEAP else 0.0
    return float(response.headers.get("retry-after", 1))


@contextmanager
def _sample_memory(prm: RunningPrm) -> Iterator[dict[str, int]]:
    """The largest proportional set size of each process, and of all together, in bytes."""
    largest: dict[str, int] = {}
    is_over = threading.Event()

    def sample() -> None:
        while not is_over.wait(PAUSE_SECONDS):
            sizes = {file.stem: _read_pss(file) for file in (prm.data_dir / "run").glob("*.pid")}
            for name, size in {**sizes, "all": sum(sizes.values())}.items():
                largest[name] = max(largest.get(name, 0), size)

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield largest
    finally:
        is_over.set()
        thread.join()


def _read_pss(pid_file: Path) -> int:
    with suppress(OSError, ValueError):
        lines = Path(f"/proc/{int(pid_file.read_text())}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))
    return 0


if __name__ == "__main__":
    main()
