"""Refunds and disputes of orders as the warehouse holds them."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from earnings.commissions.facts import Dispute, Refund
from earnings.runs.standing import PACKAGE
from events.enums import DisputeState, EventType
from events.moments import from_milliseconds
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement


class _Row(msgspec.Struct, frozen=True, gc=False):
    order_id: str
    type: str
    at_ms: int
    received_ms: int
    refund_id: str
    amount_minor: int | None
    refunded_total_minor: int | None
    currency: str
    state: str


def query_returns(
    warehouse: Warehouse, site_id: int, orders: Mapping[str, tuple[str, str]]
) -> tuple[list[Refund], list[Dispute]]:
    """Of sales: ``orders`` are order id → the name in the ledger, and the sale's currency."""
    if not orders:
        return [], []
    parameters: dict[str, Value] = {"site_id": site_id, "order_ids": list(orders)}
    rows = warehouse.query(read_statement(PACKAGE, "returns"), parameters).parse(_Row)
    refunds: list[Refund] = []
    disputes: list[Dispute] = []
    for row in rows:
        order, currency = orders[row.order_id]
        if row.type == EventType.REFUND:
            refunds += _make_refunds(row, order)
        elif row.currency in ("", currency):
            disputes.append(_make_dispute(row, order))
    return refunds, disputes


def _make_refunds(row: _Row, order: str) -> Iterator[Refund]:
    """A report may name an amount and a total; each total of an id counts, the amount once."""
    at, received = _moments(row)
    if row.refunded_total_minor is not None:
        identity = f"total:{row.refund_id}:{row.refunded_total_minor}"
        yield Refund(order, at, received, identity, None, row.refunded_total_minor, row.currency)
    if row.amount_minor is not None or row.refunded_total_minor is None:
        identity = f"refund:{row.refund_id}" if row.refund_id else ""
        yield Refund(order, at, received, identity, row.amount_minor, None, row.currency)


def _make_dispute(row: _Row, order: str) -> Dispute:
    at, received = _moments(row)
    return Dispute(order, at, received, DisputeState(row.state), row.amount_minor)


def _moments(row: _Row) -> tuple[datetime, datetime]:
    return from_milliseconds(row.at_ms), from_milliseconds(row.received_ms)
