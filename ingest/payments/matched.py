"""Finds the refunds and disputes whose payment has an order by now, as events that name it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from redis import Redis

from events.event import Event
from events.ids import derive_event_id
from ingest.batch_scope import list_bounds
from ingest.payments.named import Payment
from ingest.returned_events import append_again
from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.derived.tables import ERASED_BATCH

_PACKAGE = "ingest.payments"


class WaitingReturn(NamedTuple):
    """A row of waiting_returns.sql."""

    site_id: int
    payment_id: str
    event_id: str
    timestamp_ms: int


def send_matched(redis: Redis, warehouse: Warehouse, shards: int, payments: Collection[Payment]) -> None:
    """Sends refunds and disputes again, with the order of their payment, where a batch names one of these payments.

    To be called after the batch is stored and before it is acknowledged: of the two batches that name a payment the one
    that is stored last finds what the other has stored. What is sent twice for one order has the same id and counts
    once; where a report that is believed more names another order, that order has it too.
    """
    if payments:
        append_again(redis, shards, find_matched(warehouse, payments))


def find_matched(warehouse: Warehouse, payments: Collection[Payment]) -> list[Event]:
    """Those that name one of these payments, with its order; nothing of a payment whose order is not known yet."""
    waiting = _query_waiting(warehouse, payments)
    orders = _query_orders(warehouse, {Payment(each.site_id, each.payment_id) for each in waiting})
    matched = [each for each in waiting if (each.site_id, each.payment_id) in orders]
    return [_name_order(event, orders[Payment(event.site_id, event.payment_id)]) for event in _read(warehouse, matched)]


def _query_waiting(warehouse: Warehouse, payments: Iterable[Payment]) -> list[WaitingReturn]:
    rows = warehouse.query(read_statement(_PACKAGE, "waiting_returns"), _make_parameters(payments))
    return [WaitingReturn(*row) for row in rows.parse_tuples(tuple[int, str, str, int])]


def _query_orders(warehouse: Warehouse, payments: Collection[Payment]) -> Mapping[Payment, str]:
    if not payments:
        return {}
    parameters = _make_parameters(payments) | {"erased_batch": ERASED_BATCH}
    rows = warehouse.query(read_statement(_PACKAGE, "orders_of_payments"), parameters)
    return {Payment(site_id, payment): order for site_id, payment, order in rows.parse_tuples(tuple[int, str, str])}


def _make_parameters(payments: Iterable[Payment]) -> dict[str, Sequence[int] | Sequence[str]]:
    ordered = sorted(payments)
    return {"site_ids": [each.site_id for each in ordered], "payment_ids": [each.payment_id for each in ordered]}


def _read(warehouse: Warehouse, waiting: Sequence[WaitingReturn]) -> list[Event]:
    """As they are stored; those that have expired are not."""
    if not waiting:
        return []
    start, end = list_bounds([each.timestamp_ms for each in waiting])
    parameters: Parameters = {
        "site_ids": sorted({each.site_id for each in waiting}),
        "event_ids": ",".join(each.event_id for each in waiting),
        "happened_from": start,
        "happened_to": end,
    }
    rows = warehouse.query(read_statement(_PACKAGE, "stored_returns"), parameters)
    # Two sites may have sent events of one id.
    wanted = {(each.site_id, each.event_id) for each in waiting}
    events = [Event(**row) for row in rows.dicts()]  # type: ignore[arg-type]
    return [event for event in events if (event.site_id, event.event_id) in wanted]


def _name_order(event: Event, order_id: str) -> Event:
    event.event_id = derive_event_id(event.timestamp_ms, f"{event.site_id}:{event.event_id}:{order_id}".encode())
    event.order_id = order_id
    return event
