"""Every accepted event is stored once, whatever is repeated and whatever is killed."""

import random
import time
from collections.abc import Iterator
from typing import Any

import pytest

from events.ids import make_event_id
from tests.fixtures.running import RunningPrm, run_prm

EVENTS = 20_000
REPEATED = EVENTS // 10
BATCH = 1_000
NOW_MS = int(time.time() * 1000)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPrm]:
    """One installation; each test has a site of its own."""
    with run_prm(tmp_path_factory.mktemp("once") / "data") as prm:
        yield prm


def make_events(seed: int) -> list[dict[str, Any]]:
    """``EVENTS`` events of which every tenth repeats the id and the body of one before it."""
    chance = random.Random(seed)
    unique: list[dict[str, Any]] = []
    for n in range(EVENTS - REPEATED):
        at = NOW_MS - chance.randrange(86_400_000)
        unique.append({"type": "click", "event_id": make_event_id(at), "timestamp": at, "visitor_id": f"v{n % 3000}"})
        if n % 9 == 0:
            unique[-1] |= {"type": "sale", "order_id": f"o{n}", "amount": n, "currency": "EUR"}
    events = unique + chance.choices(unique, k=REPEATED)
    chance.shuffle(events)
    return events


def send_all(prm: RunningPrm, key: str, events: list[dict[str, Any]]) -> None:
    """All events in batches, each of them accepted."""
    for start in range(0, len(events), BATCH):
        answer = prm.send(key, events[start : start + BATCH])
        assert answer == {"accepted": BATCH, "rejected": []}


def assert_sums(prm: RunningPrm, key: str, events: list[dict[str, Any]]) -> None:
    """What is stored equals what was sent, each id once, to the last minor unit."""
    freshness = prm.wait_until_settled(key)
    assert (freshness["accepted"], freshness["stored"]) == (EVENTS, EVENTS - REPEATED)
    assert freshness["duplicates"] == REPEATED
    orders = {e["order_id"]: e["amount"] for e in events if e["type"] == "sale"}
    since, until = "2000-01-01", "2100-01-01"
    answer = prm.ask("/api/v1/attribution", key, **{"from": since, "to": until}, model="last_click", by="ref")
    assert sum(row["conversions"] for row in answer["rows"]) == pytest.approx(len(orders))
    assert sum(amount["minor"] for row in answer["rows"] for amount in row["revenue"]) == sum(orders.values())


def test_repeated_ids_are_stored_once(running: RunningPrm) -> None:
    key = running.create_site()["secret_key"]
    events = make_events(seed=1)
    send_all(running, key, events)
    assert_sums(running, key, events)


def test_killing_ingest_in_the_middle_changes_nothing_in_the_sums(running: RunningPrm) -> None:
    key = running.create_site()["secret_key"]
    events = make_events(seed=2)
    for start in range(0, EVENTS, EVENTS // 4):
        send_all(running, key, events[start : start + EVENTS // 4])
        running.kill("ingest")
    assert_sums(running, key, events)
