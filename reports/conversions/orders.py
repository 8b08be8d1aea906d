"""Finds the conversions of one order."""

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
