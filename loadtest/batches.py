"""Batches for `POST /v1/events` as a shop's server would send them, and how fast their bytes alone are parsed."""

import json
import time
from pathlib import Path

import orjson

from events.ids import make_event_id

EVENTS = 1_000
BATCHES = 20
PARSE_SECONDS = 1.0


def write_batches(file: Path, site_key: str) -> Path:
    """One array a line."""
    now_ms = time.time_ns() // 1_000_000
    batches = [[_make_event(site_key, now_ms, batch * EVENTS + n) for n in range(EVENTS)] for batch in range(BATCHES)]
    file.write_text("".join(json.dumps(batch, separators=(",", ":")) + "\n" for batch in batches))
    return file


def measure_parsing(file: Path) -> int:
    """Events a second that ``orjson.loads`` alone makes of the same bytes."""
    bodies = file.read_bytes().splitlines()
    began, parsed = time.perf_counter(), 0
    while time.perf_counter() - began < PARSE_SECONDS:
        for body in bodies:
            parsed += len(orjson.loads(body))
    return round(parsed / (time.perf_counter() - began))


def _make_event(site_key: str, now_ms: int, number: int) -> dict[str, object]:
    return {
        "type": "sale",
        "event_id": make_event_id(now_ms),
        "site": site_key,
        "timestamp": now_ms - number,
        "customer_id": f"customer-{number % 5000}",
        "order_id": f"order-{number}",
        "amount": 1000 + number,
        "currency": "EUR",
        "promo_code": "ALICE10",
        "properties": {"items": 3, "category": "coffee"},
    }
