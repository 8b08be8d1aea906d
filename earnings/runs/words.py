"""What the fraud rules and people said of conversions."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from earnings.commissions.facts import Review, Speaker, Word
from earnings.runs.standing import PACKAGE
from events.moments import from_milliseconds
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement


class _Row(msgspec.Struct, frozen=True, gc=False):
    event_id: str
    at_ms: int
    decision: str
    is_of_rules: bool
    is_approval: bool


def query_words(warehouse: Warehouse, site_id: int, orders: Mapping[str, str], now: datetime) -> list[Review]:
    """``orders`` are event id → the name in the ledger. What is known counts: none is later than ``now``."""
    if not orders:
        return []
    parameters: dict[str, Value] = {"site_id": site_id, "conversion_ids": list(orders)}
    rows = warehouse.query(read_statement(PACKAGE, "words"), parameters).parse(_Row)
    return [
        Review(
            orders[row.event_id],
            min(from_milliseconds(row.at_ms), now),
            Word.APPROVE if row.is_approval else Word(row.decision),
            Speaker.RULES if row.is_of_rules else Speaker.PERSON,
        )
        for row in rows
    ]
