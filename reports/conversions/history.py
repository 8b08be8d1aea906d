"""What was reported of one conversion over time: itself, its repeats, its refunds and disputes."""

from dataclasses import dataclass

import msgspec

from events.enums import EventType
from reports.conversions.evidence import Repeat, StandingConversion, query_repeats, query_standing_conversion
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement


class Return(msgspec.Struct, frozen=True, gc=False):
    """A refund or dispute as it was reported; ``state`` is a dispute's, a refund of no amount is of everything."""

    type: str
    at_ms: int
    amount_minor: int | None
    refunded_total_minor: int | None
    currency: str
    state: str


@dataclass(frozen=True, slots=True)
class Reported:
    """Of each kind the oldest first."""

    conversion: StandingConversion
    repeats: list[Repeat]
    returns: list[Return]


def query_history(warehouse: Warehouse, site_id: int, event_id: str) -> Reported | None:
    """None if the site has no conversion of this id."""
    conversion = query_standing_conversion(warehouse, site_id, event_id)
    if conversion is None:
        return None
    # The refunds of an order are its sale's.
    is_sale = conversion.type == EventType.SALE and conversion.order_id
    returns = _query_returns(warehouse, site_id, conversion.order_id) if is_sale else []
    return Reported(conversion, query_repeats(warehouse, site_id, event_id, conversion.conversion_key), returns)


def _query_returns(warehouse: Warehouse, site_id: int, order_id: str) -> list[Return]:
    parameters: dict[str, Value] = {"site_id": site_id, "order_id": order_id}
    return warehouse.query(read_statement("reports.conversions", "returns"), parameters).parse(Return)
