"""How long a sale takes from its 202 until the report of conversions explains it, while events come in steadily.

Prints a line of JSON for each level of durability; one sale after another is sent and asked for until it is there.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx2

from events.ids import make_event_id
from loadtest.levels import add_levels, describe_level
from loadtest.steady import SteadyLoad
from loadtest.verdict import print_figures
from tests.fixtures.running import RunningPrm, run_prm

POLL_SECONDS = 0.02
LONGEST_SECONDS = 60
SETTLE_SECONDS = 300
ENVIRON = {"PRM_IP_EVENTS_PER_SECOND": "0", "PRM_LOG_LEVEL": "warning"}


def main() -> None:
    """Each level in turn."""
    options = _read_options()
    for level in options.levels:
        _measure(level, options)


def _measure(level: str, options: argparse.Namespace) -> None:
    """One installation, one steady load, as many sales as are asked for."""
    with (
        tempfile.TemporaryDirectory(prefix="prm-bench-") as place,
        run_prm(Path(place) / "data", "--workers", "1", environ={**ENVIRON, **describe_level(level)}) as prm,
    ):
        keys = prm.create_site()
        load = SteadyLoad(prm.tracker_url, keys["site_key"], keys["secret_key"], options.rate, seed=1)
        began = time.monotonic()
        with load, httpx2.Client(headers={"Authorization": f"Bearer {keys['secret_key']}"}, timeout=30) as client:
            waits = [_follow_sale(prm, client, keys["site_key"], number) for number in range(options.sales)]
        seconds = time.monotonic() - began
        prm.wait_until_settled(keys["secret_key"], SETTLE_SECONDS)
    accepted = sum(load.tally.statuses.values())
    counts = {"rate": options.rate, "requests": accepted, "seconds": round(seconds, 1)}
    print_figures(measured="freshness", level=level, **counts, **_summarise(waits))


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=2000, help="events a second")
    add_levels(parser)
    parser.add_argument("--sales", type=int, default=200, help="sales that are followed")
    return parser.parse_args()


def _follow_sale(prm: RunningPrm, client: httpx2.Client, site_key: str, number: int) -> float:
    """Seconds from the 202 until the report has the sale."""
    event_id = make_event_id(time.time_ns() // 1_000_000)
    sale = {"type": "sale", "event_id": event_id, "site": site_key, "visitor_id": f"followed-{number}"}
    order = {"order_id": f"followed-{number}", "amount": 100, "currency": "EUR"}
    client.post(f"{prm.tracker_url}/v1/events", content=json.dumps([sale | order])).raise_for_status()
    began = time.monotonic()
    while client.get(f"{prm.console_url}/api/v1/conversions/{event_id}/why").status_code != 200:
        if time.monotonic() > began + LONGEST_SECONDS:
            raise TimeoutError(f"{event_id} is in no report")
        time.sleep(POLL_SECONDS)
    return time.monotonic() - began


def _summarise(waits: list[float]) -> dict[str, Any]:
    parts = statistics.quantiles(waits, n=100, method="inclusive")
    return {
        "sales": len(waits),
        "p50_seconds": round(parts[49], 3),
        "p99_seconds": round(parts[98], 3),
        "longest_seconds": round(max(waits), 3),
    }


if __name__ == "__main__":
    main()
