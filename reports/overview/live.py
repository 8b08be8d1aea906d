"""The last minutes of a site, and what it has seen at all."""

import msgspec

from events.moments import MINUTE_MS
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

PACKAGE = "reports.overview"
LIVE_MINUTES = 30
_LATEST = 8


class Minute(msgspec.Struct, frozen=True, gc=False):
    """``visitors`` are different browsers."""

    minute_ms: int
    visitors: int
    clicks: int
    leads: int
    sales: int


class LatestEvent(msgspec.Struct, frozen=True, gc=False):
    """A row of latest.sql."""

    event_id: str
    type: str
    timestamp_ms: int
    ref: str
    channel: str
    country: str
    order_id: str
    amount_minor: int | None
    currency: str


class Beginnings(msgspec.Struct, frozen=True, gc=False):
    """Whether any event was stored, one of a page's tag, a sale."""

    has_event: bool
    has_tag: bool
    has_sale: bool


def query_live(warehouse: Warehouse, site_id: int, now_ms: int) -> tuple[list[Minute], list[LatestEvent]]:
    """Those of the last ``LIVE_MINUTES`` that have anything, and the newest events in them."""
    span: dict[str, Value] = {"site_id": site_id, "since_ms": find_first_minute(now_ms), "now_ms": now_ms + MINUTE_MS}
    minutes = warehouse.query(read_statement(PACKAGE, "live"), span).parse(Minute)
    if not minutes:
        return [], []
    latest = warehouse.query(read_statement(PACKAGE, "latest"), {**span, "row_count": _LATEST}).parse(LatestEvent)
    return minutes, latest


def find_first_minute(now_ms: int) -> int:
    """When the first of the last minutes begins."""
    return now_ms // MINUTE_MS * MINUTE_MS - (LIVE_MINUTES - 1) * MINUTE_MS


def query_beginnings(warehouse: Warehouse, site_id: int) -> Beginnings:
    """The row of beginnings.sql."""
    [row] = warehouse.query(read_statement(PACKAGE, "beginnings"), {"site_id": site_id}).parse(Beginnings)
    return row
