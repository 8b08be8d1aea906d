"""Asks for funnels over short stories of events."""

from collections.abc import Sequence
from typing import Any

from tests.fixtures.event_rows import at, make_event, store_events
from tests.reports.conftest import Api
from warehouse.interface import Warehouse

START = "2026-03-01"
PERIOD = {"from": "2026-03-01", "to": "2026-04-01", "window": "1d"}
Done = Sequence[tuple[str, float, str]]


def store(warehouse: Warehouse, done: Done) -> None:
    """Custom events: who, after how many seconds, what."""
    events = [
        make_event(number, at(START, seconds=seconds), type="event", name=name, visitor_id=who)
        for number, (who, seconds, name) in enumerate(done)
    ]
    store_events(warehouse, events)


def ask(api: Api, token: str, steps: str, **question: object) -> list[dict[str, Any]]:
    """The funnel of events named by single letters."""
    body = {"steps": [{"type": "event", "name": name} for name in steps], **PERIOD, **question}
    answer: list[dict[str, Any]] = api.post("/funnel", token, body)["steps"]
    return answer


def count(api: Api, token: str, steps: str, **question: object) -> list[int]:
    """People of each step."""
    return [step["people"] for step in ask(api, token, steps, **question)]


def string(who: str, letters: str, seconds: float = 60) -> list[tuple[str, float, str]]:
    """One event a letter, so many seconds apart; a dash is a pause."""
    return [(who, n * seconds, name) for n, name in enumerate(letters) if name != "-"]
