"""The records of one conversion and of the person behind it: its clicks, repeated reports and refunds."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

from reports.paths.limits import PATH_LIMITS, PathLimits
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import join_statements, read_statement

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReportedConversion:
    """A conversion as it was first reported; ids that report lacks are those of the first later report with one."""

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
    """A conversion, the clicks of its person and its repeats, oldest first, and what refunds have left of it.

    ``is_disputed``: a dispute of its payment is open. ``touch_limit``: so many of the newest clicks before it count.
    """

    conversion: ReportedConversion
    clicks: Sequence[Click]
    net_minor: int
    repeats: Sequence[Repeat]
    touch_limit: int
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class _Refunds:
    refunded_minor: int
    is_disputed: bool


def query_evidence(
    warehouse: Warehouse, site_id: int, event_id: str, longest_window_ms: int, limits: PathLimits = PATH_LIMITS
) -> Evidence | None:
    """The records of this conversion; None if the site has none of this id. ``longest_window_ms``: of all programs."""
    parameters: Mapping[str, Value] = {"site_id": site_id, "event_id": event_id}
    # A short query is mostly planning: two at once take as long as one.
    with ThreadPoolExecutor(1, "evidence") as beside:
        pending_repeats = beside.submit(_query, warehouse, "repeats", parameters, Repeat)
        found = _query(warehouse, "conversion", parameters, ReportedConversion)
        repeats = pending_repeats.result()
        if not found:
            return None
        conversion = _complete_person(found[0], repeats)
        pending_refunds = beside.submit(_query_refunds, warehouse, site_id, conversion)
        clicks = _query_clicks(warehouse, site_id, conversion, limits)
    touch_limit = limits.touches
    if len(clicks) > limits.least_touches:
        touch_limit = limits.limit_touches(_query_conversions_near(warehouse, site_id, conversion, longest_window_ms))
    refunds = pending_refunds.result()
    net_minor = max(0, conversion.gross_minor - refunds.refunded_minor)
    return Evidence(conversion, clicks, net_minor, repeats, touch_limit, refunds.is_disputed)


def _complete_person(conversion: ReportedConversion, repeats: Sequence[Repeat]) -> ReportedConversion:
    """Only the first of the reports counts: anybody may repeat an order later."""
    visitor_ids = (conversion.visitor_id, *(repeat.visitor_id for repeat in repeats))
    customer_ids = (conversion.customer_id, *(repeat.customer_id for repeat in repeats))
    return replace(
        conversion, visitor_id=next(filter(None, visitor_ids), ""), customer_id=next(filter(None, customer_ids), "")
    )


def _query_clicks(
    warehouse: Warehouse, site_id: int, conversion: ReportedConversion, limits: PathLimits
) -> list[Click]:
    """The clicks of the person, oldest first; of too many those that may earn, and of these the newest."""
    person = {**_describe_person(site_id, conversion), "row_count": limits.touches}
    found = warehouse.query(_join_person_statement("clicks"), person).parse(Click)
    may_earn = [click for click in found if _may_earn(click, conversion)]
    others = [click for click in found if not _may_earn(click, conversion)]
    # Both parts are in the order of ClickHouse, newest first, which a stable sort keeps where times are equal.
    return sorted((*reversed(may_earn), *reversed(others)), key=lambda click: click.timestamp_ms)


def _may_earn(click: Click, conversion: ReportedConversion) -> bool:
    return click.traffic == "human" and click.timestamp_ms <= conversion.timestamp_ms


def _query_conversions_near(
    warehouse: Warehouse, site_id: int, conversion: ReportedConversion, longest_window_ms: int
) -> int:
    parameters = {**_describe_person(site_id, conversion), "longest_window_ms": longest_window_ms}
    return warehouse.query(_join_person_statement("conversions_near"), parameters).parse_value(int)


def _join_person_statement(name: str) -> str:
    return join_statements(("reports.conversions", "person"), ("reports.conversions", name))


def _describe_person(site_id: int, conversion: ReportedConversion) -> dict[str, Value]:
    return {
        "site_id": site_id,
        "visitor_id": conversion.visitor_id,
        "customer_id": conversion.customer_id,
        "converted_ms": conversion.timestamp_ms,
    }


def _query_refunds(warehouse: Warehouse, site_id: int, conversion: ReportedConversion) -> _Refunds:
    """What is given back of a sale; of a lead nothing."""
    if conversion.type != "sale":
        return _Refunds(0, is_disputed=False)
    order: Mapping[str, Value] = {"order_id": conversion.order_id, "currency": conversion.currency}
    [refunds] = _query(warehouse, "refunds", {"site_id": site_id, **order}, _Refunds)
    return refunds


def _query(warehouse: Warehouse, name: str, parameters: Mapping[str, Value], row_type: type[T]) -> list[T]:
    return warehouse.query(read_statement("reports.conversions", name), parameters).parse(row_type)
