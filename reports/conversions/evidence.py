"""What is known of one conversion and of the person behind it, each by a short look-up."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

# A person with more clicks than this is a machine; the newest tell enough.
MOST_CLICKS = 10_000


@dataclass(frozen=True, slots=True)
class Moment:
    """A conversion as it was reported; what that left open of the person is the first later report's that names it."""

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


@dataclass(frozen=True, slots=True)
class Repeat:
    """A report that was merged into the conversion."""

    event_id: str
    reason: str
    source: str
    received_ms: int
    visitor_id: str
    customer_id: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A conversion, all clicks of its person and its repeats, oldest first, and what refunds have left of it."""

    moment: Moment
    clicks: Sequence[Click]
    net_minor: int
    repeats: Sequence[Repeat]


def read_evidence(warehouse: Warehouse, site_id: int, event_id: str) -> Evidence | None:
    """What is known of this conversion of the site; None if there is none."""
    asked: Mapping[str, Value] = {"site_id": site_id, "event_id": event_id}
    # Short look-ups are mostly planning: two of them side by side take as long as one.
    with ThreadPoolExecutor(1, "evidence") as beside:
        asked_repeats = beside.submit(_ask, warehouse, "repeats", asked)
        found = [Moment(*row) for row in _ask(warehouse, "moment", asked)]  # type: ignore[arg-type]
        repeats = [Repeat(*row) for row in asked_repeats.result()]  # type: ignore[arg-type]
        if not found:
            return None
        moment = _complete_person(found[0], repeats)
        net_minor = beside.submit(_find_net_minor, warehouse, site_id, moment)
        clicks = _list_clicks(warehouse, site_id, moment)
    return Evidence(moment, clicks, net_minor.result(), repeats)


def _complete_person(moment: Moment, repeats: Sequence[Repeat]) -> Moment:
    """Only the first of the reports counts: anybody may repeat an order later."""
    visitor_ids = (moment.visitor_id, *(repeat.visitor_id for repeat in repeats))
    customer_ids = (moment.customer_id, *(repeat.customer_id for repeat in repeats))
    return replace(
        moment, visitor_id=next(filter(None, visitor_ids), ""), customer_id=next(filter(None, customer_ids), "")
    )


def _list_clicks(warehouse: Warehouse, site_id: int, moment: Moment) -> list[Click]:
    """All clicks of the person, oldest first."""
    person: Mapping[str, Value] = {"visitor_id": moment.visitor_id, "customer_id": moment.customer_id}
    rows = _ask(warehouse, "clicks", {"site_id": site_id, **person, "row_count": MOST_CLICKS})
    return [Click(*row) for row in reversed(rows)]  # type: ignore[arg-type]


def _find_net_minor(warehouse: Warehouse, site_id: int, moment: Moment) -> int:
    """What is left of the amount after refunds in its own currency."""
    if moment.type != "sale":
        return moment.gross_minor
    asked: Mapping[str, Value] = {"site_id": site_id, "order_id": moment.order_id, "currency": moment.currency}
    [(is_full, refunded_minor)] = _ask(warehouse, "refunds", asked)
    return 0 if is_full else max(0, moment.gross_minor - int(str(refunded_minor)))


def _ask(warehouse: Warehouse, name: str, parameters: Mapping[str, Value]) -> list[tuple[object, ...]]:
    rows = warehouse.query(read_statement("reports.conversions", name), parameters)
    return list(zip(*rows.columns, strict=True))
