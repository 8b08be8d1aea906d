"""What is known of one conversion and of the person behind it, each by a short look-up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from warehouse.interface import Value, Warehouse
from warehouse.statements import read_statement

# A person with more clicks than this is a machine; the newest tell enough.
MOST_CLICKS = 10_000


@dataclass(frozen=True, slots=True)
class Moment:
    """A conversion as it was reported."""

    timestamp_ms: int
    type: str
    visitor_id: str
    customer_id: str
    order_id: str
    gross_minor: int
    currency: str
    ref: str
    promo_code: str


@dataclass(frozen=True, slots=True)
class Click:
    """A click of the same person, before the conversion or after it."""

    event_id: str
    timestamp_ms: int
    traffic: str
    ref: str
    promo_code: str
    channel: str
    link: str
    sub_id: str
    utm_source: str
    utm_campaign: str


def find_moment(warehouse: Warehouse, site_id: int, event_id: str) -> Moment | None:
    """The conversion of this site; None if there is none."""
    rows = _ask(warehouse, "moment", {"site_id": site_id, "event_id": event_id})
    return Moment(*rows[0]) if rows else None  # type: ignore[arg-type]


def list_clicks(warehouse: Warehouse, site_id: int, moment: Moment) -> list[Click]:
    """All clicks of the person, oldest first."""
    carried: Mapping[str, Value] = {"visitor_id": moment.visitor_id, "customer_id": moment.customer_id}
    [(joined_id, visitor_ids)] = _ask(warehouse, "person", {"site_id": site_id, **carried})
    person: Mapping[str, Value] = {
        "visitor_ids": [moment.visitor_id, *cast(Sequence[str], visitor_ids)],
        "customer_id": str(joined_id),
    }
    rows = _ask(warehouse, "clicks", {"site_id": site_id, **person, "row_count": MOST_CLICKS})
    return [Click(*row) for row in reversed(rows)]  # type: ignore[arg-type]


def find_net_minor(warehouse: Warehouse, site_id: int, moment: Moment) -> int:
    """What is left of the amount after refunds in its own currency."""
    if moment.type != "sale":
        return moment.gross_minor
    asked: Mapping[str, Value] = {"site_id": site_id, "order_id": moment.order_id, "currency": moment.currency}
    [(is_full, refunded_minor)] = _ask(warehouse, "refunds", asked)
    return 0 if is_full else max(0, moment.gross_minor - int(str(refunded_minor)))


def list_repeats(warehouse: Warehouse, site_id: int, event_id: str) -> list[dict[str, object]]:
    """The reports that were merged into the conversion, oldest first: id, reason, source and ``received``."""
    statement = read_statement("reports.conversions", "repeats")
    return warehouse.query(statement, {"site_id": site_id, "event_id": event_id}).dicts()


def _ask(warehouse: Warehouse, name: str, parameters: Mapping[str, Value]) -> list[tuple[object, ...]]:
    rows = warehouse.query(read_statement("reports.conversions", name), parameters)
    return list(zip(*rows.columns, strict=True))
