"""A steady stream of events over a few kept connections, as many clients would send it, and what became of each.

Each event is sent until it is answered for good: after a broken connection again under the same id, as the snippet
does; a 503 is an answer here, so that rejected events are counted apart from accepted ones.
"""

import asyncio
import json
import random
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from types import TracebackType
from urllib.parse import urlsplit

from events.enums import Source
from events.ids import make_event_id, move_to_space

# The first site of an installation.
SITE_ID = 1
CONNECTIONS = 24
TICK_SECONDS = 0.02
# Of the events, this part comes server to server in batches; of all, each so many-th is a sale.
BATCH_EVENTS = 20
SALE_EVERY = 10
# A batch's sales are given back in part by the next batch.
REFUNDED_PART = 3
LONGEST_ANSWER_SECONDS = 60


@dataclass(slots=True)
class Tally:
    """By event id the amount of what was answered with 202 and when, the other ids, and how the answers were."""

    accepted: dict[str, int] = field(default_factory=dict)
    accepted_at: dict[str, float] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    broken_connections: int = 0
    longest_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Shipment:
    """One request and the amounts of its events by id."""

    request: bytes
    amounts: dict[str, int]


class SteadyLoad:
    """Sends for as long as the block lasts, then what is left; ``tally`` is complete after it."""

    def __init__(self, tracker_url: str, site_key: str, secret_key: str, events_per_second: int, seed: int) -> None:
        self.tally = Tally()
        place = urlsplit(tracker_url)
        self._host, self._port = str(place.hostname), int(place.port or 80)
        self._site_key = site_key
        self._secret_key = secret_key
        self._events_per_second = events_per_second
        self._chance = random.Random(seed)
        self._made = 0
        self._to_refund: list[dict[str, object]] = []
        self._due: deque[Shipment] = deque()
        self._is_over = False
        self._is_abandoned = False
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))

    def __enter__(self) -> "SteadyLoad":
        """Begins."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Waits until every event has its answer; after an error nobody may be there to answer."""
        self._is_abandoned = exc is not None
        self._is_over = True
        self._thread.join()

    async def _run(self) -> None:
        senders = [asyncio.create_task(self._send_due()) for _ in range(CONNECTIONS)]
        began = time.monotonic()
        while not self._is_over:
            while self._made < (time.monotonic() - began) * self._events_per_second:
                self._make_two()
            await asyncio.sleep(TICK_SECONDS)
        await asyncio.gather(*senders)

    def _make_two(self) -> None:
        """A batch, and as many single beacons."""
        batch = dict(self._make_event() for _ in range(BATCH_EVENTS))
        refunds = dict(map(self._make_refund, self._to_refund))
        self._to_refund = [event for event in batch.values() if event["type"] == "sale"]
        batch |= refunds
        self._due.append(self._pack("/v1/events", f"Authorization: Bearer {self._secret_key}", batch))
        for _ in range(BATCH_EVENTS):
            event_id, event = self._make_event()
            stored_id = move_to_space(event_id, SITE_ID, Source.BROWSER.value)
            self._due.append(self._pack("/e", "Origin: https://shop.example", {stored_id: event}))

    def _make_event(self) -> tuple[str, dict[str, object]]:
        self._made += 1
        now_ms = time.time_ns() // 1_000_000
        event_id = make_event_id(now_ms)
        event: dict[str, object] = {"event_id": event_id, "site": self._site_key, "timestamp": now_ms, "type": "click"}
        event |= {"visitor_id": f"visitor-{self._chance.randrange(5000)}", "ref": "alice"}
        if self._made % SALE_EVERY == 0:
            event |= {"type": "sale", "order_id": event_id, "currency": "EUR", "amount": self._chance.randrange(10**6)}
        return event_id, event

    def _make_refund(self, sale: dict[str, object]) -> tuple[str, dict[str, object]]:
        now_ms = time.time_ns() // 1_000_000
        event_id = make_event_id(now_ms)
        amount = int(str(sale["amount"])) // REFUNDED_PART
        refund = {name: sale[name] for name in ("site", "visitor_id", "order_id", "currency")}
        return event_id, {**refund, "event_id": event_id, "timestamp": now_ms, "type": "refund", "amount": amount}

    def _pack(self, path: str, header: str, events: dict[str, dict[str, object]]) -> Shipment:
        body = json.dumps(list(events.values())).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: {self._host}\r\n{header}\r\nContent-Length: {len(body)}\r\n\r\n"
        return Shipment(
            head.encode() + body, {each: int(str(event.get("amount", 0))) for each, event in events.items()}
        )

    async def _send_due(self) -> None:
        connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        while (self._due or not self._is_over) and not self._is_abandoned:
            if not self._due:
                await asyncio.sleep(TICK_SECONDS)
                continue
            shipment = self._due.popleft()
            began = time.monotonic()
            try:
                connection = connection or await asyncio.open_connection(self._host, self._port)
                async with asyncio.timeout(LONGEST_ANSWER_SECONDS):
                    status = await _exchange(*connection, shipment.request)
            except (OSError, EOFError, TimeoutError):
                self._due.appendleft(shipment)
                self.tally.broken_connections += 1
                _drop(connection)
                connection = None
                await asyncio.sleep(TICK_SECONDS)
            else:
                self._note(shipment, status, time.monotonic() - began)
        _drop(connection)

    def _note(self, shipment: Shipment, status: int, seconds: float) -> None:
        self.tally.statuses[status] += 1
        self.tally.longest_seconds = max(self.tally.longest_seconds, seconds)
        if status == 202:
            self.tally.accepted.update(shipment.amounts)
            self.tally.accepted_at.update(dict.fromkeys(shipment.amounts, time.monotonic()))
        else:
            self.tally.rejected.update(shipment.amounts)


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
    """The status of the answer; raises ``OSError`` or ``EOFError`` if the connection breaks."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
    await reader.readexactly(length)
    return int(head[9:12])


def _drop(connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None) -> None:
    if connection is not None:
        connection[1].close()
