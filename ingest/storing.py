"""Writes a batch: decides what repeats, enriches the rest, one INSERT each; refused rows are found by halving."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from events.event import Event, encode_event
from ingest.batch import Batch
from ingest.collector import without_collector
from ingest.dead_letters import DeadLetter
from ingest.duplicates import Duplicate, drop_duplicates, list_duplicates
from ingest.pipeline import Columns, enrich_events
from ingest.sources import Sources
from warehouse.interface import ValuesRefused, Warehouse, WarehouseRefused


class Step(StrEnum):
    """Where the work on a batch has come to; for drills that kill it there."""

    AFTER_READ = "after_read"
    AFTER_ENRICH = "after_enrich"
    AFTER_DUPLICATES = "after_duplicates"
    AFTER_INSERT = "after_insert"
    BEFORE_ACK = "before_ack"


OnStep = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the lines of a batch."""

    stored: Sequence[Event]
    duplicates: Sequence[Duplicate]
    dead: Sequence[DeadLetter]

    def count(self) -> Counter[str]:
        """The fields of the hash SETTLED, each with how many; dead lines are counted too, 0 is the unknown site."""
        return (
            Counter(f"{event.site_id}:stored" for event in self.stored)
            + Counter(f"{duplicate.event.site_id}:duplicates" for duplicate in self.duplicates)
            + Counter(f"{letter.site_id}:dead" for letter in self.dead)
        )


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """The index of a row that ClickHouse will never take, and what it said."""

    index: int
    reason: str


@without_collector()
def store_batch(batch: Batch, warehouse: Warehouse, sources: Sources, on_step: OnStep) -> Outcome:
    """Writes the batch, as often as it is called the same rows once; raises what the warehouse raises."""
    events, duplicates = drop_duplicates(batch.events, batch.number, warehouse)
    columns = enrich_events(events, batch.number, sources)
    on_step(Step.AFTER_ENRICH)
    if duplicates:
        warehouse.insert("duplicates", list_duplicates(duplicates, batch.number), batch.token)
    on_step(Step.AFTER_DUPLICATES)
    refused = {row.index: row.reason for row in store_events(warehouse, columns, batch.token)}
    on_step(Step.AFTER_INSERT)
    dead = [_make_letter(batch, events[index], reason) for index, reason in refused.items()]
    stored = [event for index, event in enumerate(events) if index not in refused] if refused else events
    return Outcome(stored, duplicates, [*batch.dead, *dead])


def store_events(warehouse: Warehouse, columns: Columns, token: str) -> list[RefusedRow]:
    """Writes the rows in one INSERT and gives back those that cannot be written.

    Raises :class:`WarehouseRefused` if ClickHouse refuses every one of several rows: then it is not the rows that are
    wrong, and they must wait.
    """
    rows = len(columns["event_id"])
    refused = _insert_halves(warehouse, columns, token, 0) if rows else []
    if len(refused) == rows > 1:
        raise WarehouseRefused(refused[0].reason)
    return refused


def _insert_halves(warehouse: Warehouse, columns: Columns, token: str, first: int) -> list[RefusedRow]:
    """The halves have tokens of their own, so a batch that is repeated is halved and written in the same way."""
    try:
        warehouse.insert("events", columns, token)
    except ValuesRefused as exc:
        rows = len(columns["event_id"])
        if rows == 1:
            return [RefusedRow(first, str(exc))]
        middle = rows // 2
        left = {name: values[:middle] for name, values in columns.items()}
        right = {name: values[middle:] for name, values in columns.items()}
        return [
            *_insert_halves(warehouse, left, f"{token}/0", first),
            *_insert_halves(warehouse, right, f"{token}/1", first + middle),
        ]
    return []


def _make_letter(batch: Batch, event: Event, reason: str) -> DeadLetter:
    origin = next(entry for entry, each in zip(batch.origins, batch.events, strict=True) if each is event)
    return DeadLetter(origin, reason, encode_event(event), event.site_id)
