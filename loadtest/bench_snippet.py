"""What the tag costs a page on a slow phone: Chromium with a quarter of the processor, with the tag and without.

JSON lines, medians of all rounds: milliseconds of the main thread until a second after the load, in which the tag has
loaded, recorded its click and sent the first beacon; of these the milliseconds of script; and the tasks longer than
50 ms. Both pages are opened in turn, each in a profile of its own, so that a busy machine harms both alike.
"""

import argparse
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import redis
from playwright.sync_api import Browser, sync_playwright

from events.keys import SNAPSHOT, SNAPSHOT_VERSION
from events.snapshot import EdgeSite, EdgeSnapshot, encode_snapshot
from loadtest.bench_edge import print_figures
from loadtest.servers import EDGE, run_server
from tests.fixtures.browser import launch_chromium
from tests.fixtures.client_site import ClientSite
from tests.fixtures.redis import RedisProcess
from tests.snippet.engines.browser import find_program
from tests.snippet.visitor import Tag

SITE = EdgeSite(site_id=1, site_key="pk_bench", hosts=("shop.example",))
SLOWER = 4
AFTER_LOAD_MS = 1000
WATCH = """self.longest = 0; self.longTasks = 0
new PerformanceObserver(list => { for (const task of list.getEntries()) {
  longTasks++; longest = Math.max(longest, task.duration) } }).observe({ type: 'longtask', buffered: true })"""
TEXT = "<p>Three bags, roasted on Mondays, at your door on Thursdays.</p>" * 40


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one opening of a page."""

    main_thread_ms: float
    script_ms: float
    long_tasks: float
    longest_task_ms: float


def main() -> None:
    """Opens both pages in turn and prints what each costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with _open_pages() as (website, paths), sync_playwright() as playwright:
        browser = launch_chromium(playwright, find_program("chromium", "chromium-browser", "google-chrome"))
        costs: dict[str, list[Cost]] = {name: [] for name in paths}
        for _ in range(rounds):
            for name, path in paths.items():
                costs[name].append(open_page(browser, website.url(path), beacons=int(name == "with_tag")))
        browser.close()
    medians = {name: _take_medians(runs) for name, runs in costs.items()}
    for name, median in medians.items():
        print_figures(page=name, rounds=rounds, cpu_slower=SLOWER, **asdict(median))
    bare, tagged = medians["without_tag"], medians["with_tag"]
    print_figures(page="difference", main_thread_ms=round(tagged.main_thread_ms - bare.main_thread_ms, 2),
         script_ms=round(tagged.script_ms - bare.script_ms, 2),
         long_tasks=sum(cost.long_tasks for cost in costs["with_tag"]))  # fmt: skip


def open_page(browser: Browser, url: str, beacons: int) -> Cost:
    """Raises ``RuntimeError`` unless exactly as many beacons were answered with 202."""
    with browser.new_context() as context:
        page = context.new_page()
        page.add_init_script(WATCH)
        answered: list[int] = []
        page.on("response", lambda answer: answered.append(answer.status) if answer.request.method == "POST" else None)
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        session.send("Performance.enable")
        page.goto(url)
        page.wait_for_timeout(AFTER_LOAD_MS)
        figures = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        long_tasks, longest = page.evaluate("() => [longTasks, longest]")
    if answered != [202] * beacons:
        raise RuntimeError(f"{url}: {beacons} beacons expected, answered were {answered}")
    return Cost(figures["TaskDuration"] * 1000, figures["ScriptDuration"] * 1000, long_tasks, longest)


@contextmanager
def _open_pages() -> Iterator[tuple[ClientSite, dict[str, str]]]:
    with tempfile.TemporaryDirectory(prefix="prm-bench-") as place:
        process = RedisProcess(Path(place))
        process.start()
        try:
            environ = {"PRM_DATA_DIR": place, "PRM_REDIS_URL": process.url, "PRM_LOG_LEVEL": "warning"}
            snapshot = EdgeSnapshot("1", (SITE,))
            with redis.Redis.from_url(process.url) as client:
                client.mset({SNAPSHOT: encode_snapshot(snapshot), SNAPSHOT_VERSION: snapshot.version})
            website = ClientSite()
            with run_server(EDGE, 1, environ) as edge, website.running():
                website.put("/bare", TEXT)
                website.put("/tagged", Tag(f"{edge.url}/prm.js", SITE.site_key).html() + TEXT)
                yield website, {"without_tag": "/bare", "with_tag": "/tagged?ref=alice"}
        finally:
            process.stop()


def _take_medians(runs: list[Cost]) -> Cost:
    columns = zip(*(asdict(run).values() for run in runs), strict=True)
    return Cost(*(round(statistics.median(column), 2) for column in columns))


if __name__ == "__main__":
    main()
