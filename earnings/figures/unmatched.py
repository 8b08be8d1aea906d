"""Refunds and disputes of orders of which nobody has reported a sale, and of payments that no sale names."""

import msgspec

from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement


class Unmatched(msgspec.Struct, frozen=True, gc=False):
    """A row of unmatched.sql."""

    event_id: str
    type: str
    order_id: str
    refund_id: str
    payment_id: str
    timestamp_ms: int
    amount_minor: int | None
    refunded_total_minor: int | None
    currency: str


def query_unmatched(
    warehouse: Warehouse, site_id: int, before_ms: int, before_id: str, row_count: int
) -> list[Unmatched]:
    """Newest first, after this one."""
    parameters: dict[str, Value] = {
        "site_id": site_id,
        "before_ms": before_ms,
        "before_id": before_id,
        "row_count": row_count,
    }
    return warehouse.query(read_statement("earnings.figures", "unmatched"), parameters).parse(Unmatched)


def count_unmatched(warehouse: Warehouse, site_id: int) -> int:
    """How many there are."""
    return warehouse.query(read_statement("earnings.figures", "count_unmatched"), {"site_id": site_id}).parse_value(int)
