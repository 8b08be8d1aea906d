"""Finds the conversions of one order or customer."""

from collections.abc import Mapping

import msgspec

from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement


class Order(msgspec.Struct, frozen=True, gc=False):
    """A sale, or a lead, with this order id; no ``currency`` where it names no amount."""

    event_id: str
    type: str
    order_id: str
    timestamp_ms: int
    amount_minor: int
    currency: str


def query_orders(warehouse: Warehouse, site_id: int, order_id: str) -> list[Order]:
    """The newest first, at most eight."""
    parameters: Mapping[str, Value] = {"site_id": site_id, "order_id": order_id}
    return warehouse.query(read_statement("reports.conversions", "orders"), parameters).parse(Order)


def query_ids_of(warehouse: Warehouse, site_id: int, named: str, from_ms: int, to_ms: int) -> list[str]:
    """Of the order or the customer with exactly this id: the newest of the half-open period, at most 5,000."""
    parameters: Mapping[str, Value] = {"site_id": site_id, "named": named, "from_ms": from_ms, "to_ms": to_ms}
    rows = warehouse.query(read_statement("reports.conversions", "ids_of"), parameters)
    return [event_id for (event_id,) in rows.parse_tuples(tuple[str])]
