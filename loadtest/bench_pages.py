"""How long the console's pages wait for their figures: every call that they make, on a shop of each size; JSON lines.

An installation of its own on free ports of the loopback. One viewer asks while nothing arrives: of another period in
each round, of the same, and with the answer's tag (a browser that has the answer sends it); then after a sale has
arrived before each round.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count, cycle
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2

from events.moments import DAY_MS
from loadtest.page_calls import NAMED, PAGE_CALLS, PARTNER, PageCall
from loadtest.verdict import print_figures
from reports.settled.turns import settle_turn
from settings import ConsoleSettings, read_settings
from settings.data_directory import embedded_warehouse
from tests.fixtures.plain_http import NO_TLS
from tests.fixtures.running import RunningPrm, run_prm
from warehouse.clickhouse.embedded import EmbeddedWarehouse
from warehouse.interface import Value
from warehouse.sql_files import read_statement
from warehouse.upkeep.migration import migrate

SITE_ID, PARTNERS = 1, 200
DAYS, PAGE_DAYS, SETTLED_DAYS = 90, 30, 400
EVENTS_OF_A_VISITOR = 5.25
# With the default of `prm up` but for the schedule of fraud runs: one is asked for.
ENVIRON = {"PRM_LOG_LEVEL": "warning", "PRM_FRAUD_SECONDS": "0"}
GOAL_MS = 150
_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, of which period; ``event_ids`` are those of conversions, another one each time."""

    owner: httpx2.Client
    partner: httpx2.Client
    partner_id: int
    last_day: datetime
    event_ids: Iterator[str]

    def send(self, call: PageCall, tag: str = "", more_days: int = 0) -> httpx2.Response:
        """Of a period so much longer; raises for any other status than 200, and 304 where a tag was given."""
        client = self.partner if call.is_partners else self.owner
        to = self.last_day - timedelta(PAGE_DAYS if call.is_before else 0)
        period = {
            "from": f"{to - timedelta(PAGE_DAYS + more_days):%Y-%m-%d}",
            "to": f"{to:%Y-%m-%d}",
            "tz": "Europe/Berlin",
        }
        path = call.path.replace(NAMED, next(self.event_ids) if NAMED in call.path else "")
        if call.body is not None:
            response = client.post(path, json={**call.body, **period})
        else:
            query = {name: value.replace(PARTNER, str(self.partner_id)) for name, value in call.query.items()}
            response = client.get(path, params={**period, **query}, headers={"If-None-Match": tag} if tag else {})
        if response.status_code != 304 or not tag:
            response.raise_for_status()
        return response


def main() -> None:
    """Every call at each size, smallest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--directory", type=Path, help="keep the installations here, and use those that are there")
    parser.add_argument("--pages", nargs="+", choices=sorted({call.page for call in PAGE_CALLS}), metavar="PAGE")
    options = parser.parse_args()
    calls = [call for call in PAGE_CALLS if not options.pages or call.page in options.pages]
    with tempfile.TemporaryDirectory(prefix="prm-bench-pages-") as temporary:
        for events in options.events:
            data_dir = (options.directory or Path(temporary)) / str(events)
            if not data_dir.exists():
                fill_shop(data_dir, events)
            with run_prm(data_dir, "--workers", "1", environ=ENVIRON) as prm:
                _measure(prm, events, calls, options.rounds)


def fill_shop(data_dir: Path, events: int) -> None:
    """The shop's days until today, settled."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    directory = embedded_warehouse(data_dir)
    directory.mkdir(parents=True)
    settings = read_settings(ConsoleSettings, {"PRM_DATA_DIR": str(data_dir)})
    with closing(EmbeddedWarehouse(directory, max_threads=settings.warehouse_threads, max_memory_bytes=0)) as warehouse:
        migrate(warehouse)
        parameters: Mapping[str, Value] = {
            "site_id": SITE_ID,
            "first_visitor": 0,
            "visitors": round(events / EVENTS_OF_A_VISITOR),
            "start": today - timedelta(DAYS - 1),
            "partners": PARTNERS,
        }
        warehouse.execute(read_statement("loadtest", "report_events"), parameters)
        warehouse.execute(read_statement("loadtest", "report_refunds"), {"site_id": SITE_ID})
        while settle_turn(warehouse, SITE_ID, SETTLED_DAYS * DAY_MS, overlap_ms=0):
            pass


def _measure(prm: RunningPrm, events: int, calls: list[PageCall], rounds: int) -> None:
    known = register_shop(prm)
    with _open_client(prm, known["key"]) as owner, _open_client(prm, known["token"]) as partner:
        tomorrow = datetime.now(UTC) + timedelta(1)
        listed = owner.get("conversions", params={"limit": 1000}).raise_for_status().json()["rows"]
        asked = Asked(owner, partner, known["partner_id"], tomorrow, cycle(row["event_id"] for row in listed))
        tags = {call: asked.send(call).headers.get("etag", "") for call in calls}
        others = _time_calls(asked, dict.fromkeys(calls, ""), rounds, lambda: None, is_other=True)
        _print(events, "another period", others)
        quiet = _time_calls(asked, dict.fromkeys(calls, ""), rounds, lambda: None)
        _print(events, "quiet", quiet)
        tagged = {call: tag for call, tag in tags.items() if tag and NAMED not in call.path}
        _print(events, "with a tag", _time_calls(asked, tagged, rounds, lambda: None))
        send = partial(_send_sale, prm, known["key"], count())
        send()
        _print(events, "arriving", _time_calls(asked, dict.fromkeys(calls, ""), rounds, send))
    slowest = max(map(_find_p95, others.values()))
    print_figures(events=events, slowest_p95_ms=round(slowest), goal_ms=GOAL_MS, goal_met=slowest <= GOAL_MS)


def register_shop(prm: RunningPrm) -> dict[str, Any]:
    """A key, and a partner's id and token; made once, with all partners and a fraud run."""
    kept = prm.data_dir / "bench_pages.json"
    if not kept.exists():
        prm.create_site()
        key = prm.create_admin_key()
        with _open_client(prm, key) as owner:
            made = [
                owner.post("partners", json={"code": f"partner{n}", "name": f"Partner {n}"}).raise_for_status().json()
                for n in range(PARTNERS)
            ]
            owner.post("fraud/run").raise_for_status()
        kept.write_text(json.dumps({"key": key, "partner_id": made[0]["partner_id"], "token": made[0]["token"]}))
    known: dict[str, Any] = json.loads(kept.read_text())
    return known


def _open_client(prm: RunningPrm, token: str) -> httpx2.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx2.Client(base_url=f"{prm.console_url}/api/v1/", headers=headers, timeout=_SECONDS, verify=NO_TLS)


def _time_calls(
    asked: Asked, tags: Mapping[PageCall, str], rounds: int, prepare: Callable[[], None], *, is_other: bool = False
) -> dict[PageCall, list[float]]:
    """Milliseconds of each call, with its tag, one after the other in each round."""
    taken: dict[PageCall, list[float]] = {call: [] for call in tags}
    for number in range(rounds):
        prepare()
        for call, tag in tags.items():
            began = time.perf_counter()
            asked.send(call, tag, (number + 1) * is_other)
            taken[call].append(1000 * (time.perf_counter() - began))
    return taken


def _send_sale(prm: RunningPrm, key: str, numbers: Iterator[int]) -> None:
    """A click and its sale, stored."""
    visitor, name = str(uuid4()), f"page-{uuid4()}-{next(numbers)}"
    reported = {"visitor_id": visitor, "ref": "partner1"}
    sale = {"type": "sale", "visitor_id": visitor, "order_id": name, "amount": 4200, "currency": "EUR"}
    prm.send(key, [{"type": "click", **reported}, sale])
    prm.wait_until_settled(key)


def _print(events: int, state: str, taken: Mapping[PageCall, list[float]]) -> None:
    for call, times in taken.items():
        p50, p95 = round(statistics.median(times), 1), round(_find_p95(times), 1)
        print_figures(events=events, state=state, page=call.page, call=call.name, p50_ms=p50, p95_ms=p95)


def _find_p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * len(times))]


if __name__ == "__main__":
    main()
