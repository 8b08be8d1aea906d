"""Writes batches as a worker does, and leaves of the last one what a power cut may leave: any subset of the tables."""

from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b
from typing import Any

from events.event import Event, encode_event, join_events
from events.ids import make_event_id
from events.keys import EVENTS_FIELD
from ingest.batch import Batch
from ingest.enrich.lookups import Lookups
from ingest.entries import Entry
from ingest.recovery import Recovery
from ingest.storage import Outcome, prepare_batch, write_batch
from tests.ingest.builders import NOW_MS, make_event
from warehouse.interface import Warehouse

# Filled by an INSERT of events; restored in this order, because rows of events fill the others.
TABLES = (
    "events",
    "event_ids",
    "conversion_reports",
    "standing_conversions",
    "order_returns",
    "identities",
    "visitor_identities",
    "people",
    "rollup_partner_hours",
    "duplicates",
)
# What each table holds, whatever parts its rows are in; batches differ where bounds do, arrivals may come twice.
_CONTENTS = {
    "events": "select * except batch from events order by all",
    "event_ids": "select hex(id), site_id from event_ids order by all",
    "conversion_reports": "select distinct * except batch from conversion_reports order by all",
    "standing_conversions": "select * from standing_conversions final order by all",
    "order_returns": "select * from order_returns final order by all",
    "identities": "select site_id, visitor_id, customer_id, min(first_seen), max(last_seen) from identities"
    " group by all order by all",
    "visitor_identities": "select * except trust, max(trust) from visitor_identities group by all order by all",
    "people": "select site_id, customer_id, email_hash, is_test, min(first_seen), max(last_seen), max(trust)"
    " from people group by all order by all",
    "rollup_partner_hours": "select site_id, ref, promo_code, hour, traffic, sum(clicks), uniqExactMerge(visitors)"
    " from rollup_partner_hours group by all order by all",
    "arrivals": "select distinct site_id, visitor_id, customer_id, order_id from arrivals order by all",
}
HOUR_MS = 3_600_000
COPIES = "copies_of_tables"


def make_mixture(first: int, moment_ms: int = NOW_MS) -> list[Event]:
    """Events of every kind around the same hours, two of them a month apart.

    One order is reported twice to no effect; servers then report another one, and one of the mixture a hundred before.
    """

    def make(**fields: Any) -> Event:
        ids = {"event_id": make_event_id(moment_ms), "received_ms": moment_ms, "timestamp_ms": moment_ms}
        return make_event(**{**ids, **fields})

    def sell(**fields: Any) -> Event:
        return make(**{"type": "sale", "amount_minor": 1000, "currency": "EUR", **fields})

    sales = [sell(order_id=f"A-{first + n}", visitor_id=f"v{n}", customer_id=f"c{n}") for n in range(4)]
    month_ago = moment_ms - 40 * 24 * HOUR_MS
    return [
        *(make(visitor_id=f"v{first + n % 5}", ref="Alice", timestamp_ms=moment_ms + n * HOUR_MS) for n in range(8)),
        make(visitor_id="early", promo_code="SAVE", timestamp_ms=month_ago),
        *sales,
        sell(order_id=sales[1].order_id, visitor_id=""),
        sell(order_id=sales[0].order_id, source="server", visitor_id="", amount_minor=1100),
        sell(order_id=f"A-{first - 98}", source="server", customer_id=f"c{first}", email_hash=f"e{first}", version=2),
        sell(order_id=f"A-{first}", traffic="test", visitor_id="tester"),
        *(make(type="refund", order_id=sale.order_id, amount_minor=300, currency="EUR") for sale in sales),
        make(type="identify", visitor_id=f"v{first}", customer_id=f"c{first}"),
        make(type="lead", visitor_id=f"v{first}", timestamp_ms=month_ago),
    ]


def make_entries(events: Sequence[Event], first: int = 1, per_entry: int = 5) -> list[Entry]:
    """Entries of a stream whose ids begin at ``first``."""
    parts = [events[start : start + per_entry] for start in range(0, len(events), per_entry)]
    return [
        (f"{first + number}-0".encode(), {EVENTS_FIELD: join_events([encode_event(event) for event in part])})
        for number, part in enumerate(parts)
    ]


def make_batch(entries: Sequence[Entry], *, in_doubt: bool) -> Batch:
    """The batch of these entries of shard 0."""
    token = f"0:{entries[0][0].decode()}-{entries[-1][0].decode()}"
    batch_hash = int.from_bytes(blake2b(token.encode(), digest_size=8).digest(), "big")
    return Batch(0, token, batch_hash, entries, is_full=False, in_doubt=in_doubt)


def write(
    warehouse: Warehouse,
    lookups: Lookups,
    entries: Sequence[Entry],
    *,
    in_doubt: bool,
    recovery: Recovery | None = None,
) -> Outcome:
    """What a worker does between reading a batch and acknowledging it; without ``recovery`` one that has just begun."""
    recovery = recovery or Recovery(is_alone=True)
    batch = make_batch(entries, in_doubt=in_doubt)
    prepared = prepare_batch(batch, warehouse, lookups, recovery, lambda _: None)
    return write_batch(prepared, warehouse, recovery, lambda _: None)


def keep_copies(warehouse: Warehouse, suffix: str) -> None:
    """Copies all tables into a database that outlives the test, for tests are given empty tables."""
    warehouse.execute(f"create database if not exists {COPIES}")
    for table in TABLES:
        copy = f"{COPIES}.{table}_{suffix}"
        warehouse.execute(f"create table {copy} as {table}")
        _copy_rows(warehouse, table, copy)


def drop_copies(warehouse: Warehouse) -> None:
    """Removes the database of copies."""
    warehouse.execute(f"drop database if exists {COPIES} sync")


def cut_power(warehouse: Warehouse, kept: Collection[str], *, log_survives: bool) -> None:
    """Gives the tables in ``kept`` what they held after the batch and the others what they held before it."""
    for table in TABLES:
        if log_survives:
            warehouse.execute(f"alter table {table} delete where true settings mutations_sync = 2")
        else:
            # Forgets all tokens.
            warehouse.execute(f"truncate table {table}")
        copy = f"{COPIES}.{table}_after" if table in kept else f"{COPIES}.{table}_before"
        if table == "events":
            # The rows that views make of these are replaced in turn.
            warehouse.execute("truncate table arrivals")
        _copy_rows(warehouse, copy, table)


def _copy_rows(warehouse: Warehouse, table: str, into: str) -> None:
    warehouse.execute(" ".join(("insert into", into, "settings insert_deduplicate = 0 select * from", table)))


def read_contents(warehouse: Warehouse) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each table but ``duplicates``."""
    return {
        table: list(zip(*warehouse.query(statement).columns, strict=True)) for table, statement in _CONTENTS.items()
    }


def sum_outcomes(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many lines were counted as what."""
    counts: dict[str, int] = {"stored": 0, "duplicates": 0, "dead": 0}
    for outcome in outcomes:
        counts["stored"] += len(outcome.stored)
        counts["duplicates"] += len(outcome.duplicates)
        counts["dead"] += len(outcome.dead)
    return counts
