"""What an attacker costs: bodies without a key at the tracker, and a site whose events go back for two years.

An installation of its own, on free ports of the loopback. Prints two lines of JSON: the greatest resident memory of a
tracker before and after many large requests that no key belongs to; and the seconds of `POST /fraud/run` over events
that are spread over so many months, beside those of a run without news.
"""

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from loadtest.measurement import read_peak_mib
from loadtest.verdict import print_figures
from tests.fixtures.running import RunningPrm, run_prm

ENVIRON = {"PRM_LOG_LEVEL": "warning", "PRM_FRAUD_SECONDS": "0", "PRM_IP_EVENTS_PER_SECOND": "0"}
MONTH_MS = 30 * 24 * 60 * 60 * 1000
WAIT_SECONDS = 600


def main() -> None:
    """One after the other."""
    options = _read_options()
    with (
        tempfile.TemporaryDirectory(prefix="prm-bench-") as place,
        run_prm(Path(place) / "data", "--workers", "1", environ=ENVIRON) as prm,
    ):
        _measure_bodies(prm, options.requests, options.mib)
        _measure_months(prm, options.months, options.events)


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=150, help="requests at once without a key")
    parser.add_argument("--mib", type=int, default=5, help="size of each body")
    parser.add_argument("--months", type=int, default=24, help="over so many months the events are spread")
    parser.add_argument("--events", type=int, default=48, help="events of the history, half of them sales")
    return parser.parse_args()


def _measure_bodies(prm: RunningPrm, requests: int, mib: int) -> None:
    before, body = read_peak_mib(prm.pid("tracker-0")), b" " * (mib << 20)

    def send(number: int) -> int:
        """The status; 0 where the connection was closed on the body."""
        headers = {} if number % 2 else {"Authorization": "Bearer sk_of_nobody"}
        url = f"http://{urlsplit(prm.tracker_url).netloc}/v1/events"
        try:
            return httpx2.post(url, content=body, headers=headers, timeout=WAIT_SECONDS).status_code
        except httpx2.HTTPError:
            return 0

    with ThreadPoolExecutor(requests) as pool:
        statuses = list(pool.map(send, range(requests)))
    counted = {status: statuses.count(status) for status in sorted(set(statuses))}
    print_figures(
        measured="bodies_without_key",
        requests=requests,
        mib=mib,
        statuses=counted,
        tracker_peak_mib_before=before,
        tracker_peak_mib=read_peak_mib(prm.pid("tracker-0")),
    )


def _measure_months(prm: RunningPrm, months: int, count: int) -> None:
    prm.create_site()
    key = prm.create_admin_key()
    now_ms = int(time.time() * 1000)
    events = []
    for number in range(count // 2):
        at_ms = now_ms - months * MONTH_MS * (number + 1) // (count // 2 + 1)
        visitor = {"visitor_id": f"0190f3c2-7a3b-4cc1-ad2e-{number:012d}"}
        sold = {"type": "sale", "order_id": f"o{number}", "amount": 1000, "currency": "EUR"}
        events += [
            {**visitor, "type": "click", "ref": "alice", "timestamp": at_ms},
            {**visitor, **sold, "timestamp": at_ms + 60_000},
        ]
    idle = [_run(prm, key) for _ in range(2)]
    prm.send(key, events)
    prm.wait_until_settled(key)
    print_figures(
        measured="backdated_months",
        months=months,
        events=len(events),
        seconds=_run(prm, key),
        seconds_without_news=idle[-1],
    )


def _run(prm: RunningPrm, key: str) -> float:
    """Seconds of all turns of a fraud run."""
    began = time.monotonic()
    headers = {"Authorization": f"Bearer {key}"}
    httpx2.post(f"{prm.console_url}/api/v1/fraud/run", headers=headers, timeout=WAIT_SECONDS).raise_for_status()
    return round(time.monotonic() - began, 2)


if __name__ == "__main__":
    main()
