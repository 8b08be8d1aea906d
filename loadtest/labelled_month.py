"""A labelled month through the public API, day by day as it would be lived through, and what came out of it."""

import gzip
import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from events.moments import DAY_MS
from loadtest.verdict import print_figures
from tests.fixtures.running import RunningPrm, run_prm

HOUR_MS = 3_600_000
BATCH_EVENTS = 2000

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Truth:
    """A labelled file, and the folder with what feeds it and the kinds of its networks."""

    folder: Path
    labelled: Path

    def feed(self, word: str, *more: str) -> str:
        """What ``feed_fraud.py`` prints."""
        command = [sys.executable, str(self.folder / "feed_fraud.py"), word, str(self.labelled), *more]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def rows(self, word: str) -> Rows:
        """Its JSON lines."""
        return [json.loads(line) for line in self.feed(word).splitlines()]

    def labels(self) -> Rows:
        """The labelled events themselves."""
        with gzip.open(self.labelled, "rt") as lines:
            return [json.loads(line) for line in lines]


@dataclass(slots=True)
class Detection:
    """When a partner who cheats began, and what had passed when the first mark stood."""

    began_ms: int
    events: int = 0
    hours_until_marked: int | None = None


@dataclass(frozen=True, slots=True)
class Shop:
    """The site under test, asked with its key."""

    running: RunningPrm
    key: str

    def post(self, path: str, body: object = None) -> dict[str, Any]:
        """The JSON answer of the console's API."""
        url = f"{self.running.console_url}/api/v1{path}"
        response = httpx2.post(url, json=body, headers={"Authorization": f"Bearer {self.key}"}, timeout=600)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    def ask(self, path: str, **parameters: str | int) -> dict[str, Any]:
        """Asks a call that changes nothing, over all time."""
        period: dict[str, str | int] = {"from": "2020-01-01", "to": "2035-01-01"}
        return self.running.ask(f"/api/v1{path}", self.key, **period, **parameters)

    def is_marked(self, partner: str) -> bool:
        """Whether a rule found anything of the partner."""
        return bool(self.ask("/fraud/marks", partner=partner, state="all", limit=1)["rows"])

    def list_conversions(self) -> Rows:
        """Every conversion, page after page."""
        rows: Rows = []
        cursor = ""
        while True:
            answer = self.ask("/conversions", limit=10_000, cursor=cursor)
            rows += answer["rows"]
            cursor = answer["next_cursor"]
            if not cursor:
                return rows


def bench_month(truth: Truth, place: Path) -> bool:
    """Sends the month with a fraud run after each day and prints the figures; whether all bars are held."""
    labels = truth.labels()
    with _open_shop(truth, place) as shop:
        detections, slowest_ms = _begin_detections(labels), 0
        for day, events in _group_by_day(truth.rows("events")):
            slowest_ms = max(slowest_ms, _live_through(shop, events))
            _look(shop, day, events, detections)
        rows = shop.list_conversions()
        evaluated = _evaluate(truth, place, rows)
        print_figures(bench="month", file=truth.labelled.name, **evaluated)
        for partner, each in detections.items():
            print_figures(bench="time to detect", partner=partner, events=each.events, hours=each.hours_until_marked)
        people = {row["partner"]: row["clicks"] for row in shop.ask("/partners/stats", interval="total")["rows"]}
        on_partners = shop.ask("/fraud/marks", subject="partner", limit=10_000)["rows"]
    bars = {**_hold_to_bars(evaluated), **_hold_counts(labels, rows, people, on_partners)}
    print_figures(bench="bars", **bars, slowest_run_ms=slowest_ms)
    return all(bars.values())


def _evaluate(truth: Truth, place: Path, rows: Rows) -> dict[str, Any]:
    decided = place / "conversions.json"
    decided.write_text(json.dumps(rows))
    evaluated: dict[str, Any] = json.loads(truth.feed("judge", str(decided)))
    return evaluated


def _hold_to_bars(evaluated: Mapping[str, Any]) -> dict[str, bool]:
    honest = [each["caught"] for name, each in evaluated["by_archetype"].items() if name.startswith(("ok:", "dup_ok:"))]
    return {
        "recall at least 0.85": evaluated["recall"] >= 0.85,
        "precision at least 0.95": evaluated["precision"] >= 0.95,
        "honest held at most 1 %": evaluated["honest_held"] <= 0.01,
        "no honest archetype above 5 %": max(honest) <= 0.05,
        "no honest order rejected": evaluated["honest_rejected"] == 0,
        "policy flagged at least 0.9": evaluated["policy_flagged"] >= 0.9,
        "policy never rejected": evaluated["policy_rejected"] == 0,
        "no order missing": evaluated["missing"] == 0,
    }


def _hold_counts(labels: Rows, rows: Rows, people: Mapping[str, int], on_partners: Rows) -> dict[str, bool]:
    """Duplicates count once and mark no one; bots are not counted as people and do not count against their partner."""
    orders = [label["order"] for label in labels if label["type"] == "conversion"]
    again = {label["order"] for label in labels if label["label"] == "dup_ok"}
    cheats = {label["ref"] for label in labels if label["label"] in ("fraud", "policy")}
    clicks = [label for label in labels if label["type"] == "click" and label["ref"] not in cheats]
    honest: dict[str, int] = defaultdict(int)
    for label in clicks:
        honest[label["ref"]] += label["label"] != "givt"
    return {
        "every order once": sorted(row["order_id"] for row in rows) == sorted(set(orders)),
        "every repeat counted": sum(row["duplicates"] for row in rows) == len(orders) - len(set(orders)),
        "no repeat held against anyone": all(row["decision"] == "pay" for row in rows if row["order_id"] in again),
        "only people counted": all(people[ref] == count for ref, count in honest.items()),
        "no machine held against a partner": all(mark["class"] != "givt" for mark in on_partners),
        # A weak finding may stand by itself, and holds nothing.
        "no strong mark on an honest partner": {m["partner"] for m in on_partners if m["weight"] >= 2} <= cheats,
    }


@contextmanager
def _open_shop(truth: Truth, place: Path) -> Iterator[Shop]:
    environ = {
        "PRM_NETWORKS_DB": str(truth.folder.resolve() / "fraud_networks.mmdb"),
        "PRM_IP_EVENTS_PER_SECOND": "0",
        # A run follows each day, as the time to detect is counted.
        "PRM_FRAUD_SECONDS": "0",
    }
    with run_prm(place / "prm", environ=environ) as running:
        running.create_site()
        shop = Shop(running, running.create_admin_key())
        for partner in truth.rows("partners"):
            shop.post("/partners", partner)
        yield shop


def _live_through(shop: Shop, events: Rows) -> int:
    """Sends a day, waits until it is stored, runs the rules; returns how long the run took."""
    for begin in range(0, len(events), BATCH_EVENTS):
        rejected = shop.running.send(shop.key, events[begin : begin + BATCH_EVENTS])["rejected"]
        if rejected:
            raise RuntimeError(f"rejected: {rejected[:3]}")
    shop.running.wait_until_settled(shop.key)
    return int(shop.post("/fraud/run")["milliseconds"])


def _look(shop: Shop, day: int, events: Rows, detections: Mapping[str, Detection]) -> None:
    for partner, each in detections.items():
        if each.hours_until_marked is None and each.began_ms < (day + 1) * DAY_MS:
            each.events += sum(event.get("ref") == partner for event in events)
            if shop.is_marked(partner):
                each.hours_until_marked = ((day + 1) * DAY_MS - each.began_ms) // HOUR_MS


def _begin_detections(labels: Rows) -> dict[str, Detection]:
    began: dict[str, Detection] = {}
    for label in labels:
        if label["label"] in ("fraud", "policy"):
            began.setdefault(label["ref"], Detection(int(label["ts"] * 1000)))
    return dict(sorted(began.items()))


def _group_by_day(events: Iterable[dict[str, Any]]) -> list[tuple[int, Rows]]:
    days: dict[int, Rows] = defaultdict(list)
    for event in events:
        days[event["timestamp"] // DAY_MS].append(event)
    return sorted(days.items())
