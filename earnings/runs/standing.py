"""Conversions as they stand in the warehouse, and those of tests."""

from collections.abc import Sequence

import msgspec

from earnings.runs.orders import name_order
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

PACKAGE = "earnings.runs"


class StandingConversion(msgspec.Struct, frozen=True, gc=False):
    """A row of conversions.sql, or of test_conversions.sql; ``made_ms``: when it happened by its first report."""

    event_id: str
    type: str
    at_ms: int
    received_ms: int
    order_id: str
    name: str
    amount_minor: int
    currency: str
    customer_id: str = ""
    email_hash: str = ""
    ref: str = ""
    promo_code: str = ""
    trust: int = 0
    is_covered: bool = True
    made_ms: int = 0


def query_conversions(warehouse: Warehouse, site_id: int, event_ids: Sequence[str]) -> list[StandingConversion]:
    """Those of these conversions that stand, in order of arrival."""
    if not event_ids:
        return []
    parameters: dict[str, Value] = {"site_id": site_id, "conversion_ids": event_ids}
    return warehouse.query(read_statement(PACKAGE, "conversions"), parameters).parse(StandingConversion)


def find_subject(warehouse: Warehouse, site_id: int, event_id: str) -> str | None:
    """The name in the ledger of the conversion of this id; None if none stands."""
    found = query_conversions(warehouse, site_id, [event_id])
    return name_order(found[0].type, found[0].order_id, found[0].name, found[0].event_id) if found else None


def query_tests(warehouse: Warehouse, site_id: int, received_from_ms: int) -> list[StandingConversion]:
    """The leads and sales of tests that were received since."""
    parameters: dict[str, Value] = {"site_id": site_id, "received_from_ms": received_from_ms}
    return warehouse.query(read_statement(PACKAGE, "test_conversions"), parameters).parse(StandingConversion)


def query_properties(
    warehouse: Warehouse, site_id: int, conversions: Sequence[StandingConversion], names: Sequence[str]
) -> dict[str, dict[str, str]]:
    """Event id → the properties of these names."""
    if not names or not conversions:
        return {}
    moments = [each.at_ms for each in conversions]
    parameters: dict[str, Value] = {
        "site_id": site_id,
        "conversion_ids": [each.event_id for each in conversions],
        "names": names,
        "from_ms": min(moments),
        "to_ms": max(moments) + 1,
    }
    rows = warehouse.query(read_statement(PACKAGE, "properties"), parameters)
    return dict(rows.parse_tuples(tuple[str, dict[str, str]]))
