"""How conversions stand among all that was reported of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from events.enums import TRUST
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement


@dataclass(frozen=True, slots=True)
class Standing:
    """By whose report a conversion stands, and what else was reported of it.

    ``reports`` changed how it stands, its first one included; ``others``: every report but the first, of which a server
    or an import made ``others_of_shop``;
    ``is_contradicted``: one of them names other money or another person.
    """

    event_id: str
    timestamp_ms: int
    source: str
    trust: int
    reports: int
    others: int
    others_of_shop: int
    is_contradicted: bool


class _Row(msgspec.Struct, frozen=True, gc=False):
    event_id: str
    conversion_key: str
    timestamp_ms: int
    source: str
    trust: int
    reports: int
    visitor_id: str
    customer_id: str


class _Others(msgspec.Struct, frozen=True, gc=False):
    event_id: str
    others: int
    others_of_shop: int
    is_contradicted: bool


def query_standing(warehouse: Warehouse, site_id: int, event_ids: Sequence[str]) -> dict[str, Standing]:
    """Event id → how it stands, of those of the conversions that the site has."""
    if not event_ids:
        return {}
    ids: Mapping[str, Value] = {"site_id": site_id, "conversion_ids": event_ids}
    rows = warehouse.query(read_statement("reports.conversions", "standing"), ids).parse(_Row)
    again = _find_reported_again(warehouse, site_id, rows) if rows else []
    others = _query_others(warehouse, site_id, again) if again else {}
    return {row.event_id: _make_standing(row, others.get(row.event_id)) for row in rows}


def _find_reported_again(warehouse: Warehouse, site_id: int, rows: Sequence[_Row]) -> list[_Row]:
    """Those of which there may be other reports: to compare these takes ten times as long."""
    parameters: Mapping[str, Value] = {
        "site_id": site_id,
        "conversion_ids": [row.event_id for row in rows],
        "conversion_keys": [row.conversion_key for row in rows],
    }
    found = warehouse.query(read_statement("reports.conversions", "reported_again"), parameters)
    known = {name for pair in found.parse_tuples(tuple[str, str]) for name in pair if name}
    return [row for row in rows if row.event_id in known or row.conversion_key in known]


def _query_others(warehouse: Warehouse, site_id: int, rows: Sequence[_Row]) -> dict[str, _Others]:
    parameters: Mapping[str, Value] = {
        "site_id": site_id,
        "conversion_ids": [row.event_id for row in rows],
        "conversion_keys": [row.conversion_key for row in rows],
        "standing_trusts": [row.trust for row in rows],
        "visitor_ids": [row.visitor_id for row in rows],
        "customer_ids": [row.customer_id for row in rows],
        "sources": [str(source) for source in TRUST],
        "trusts": list(TRUST.values()),
    }
    found = warehouse.query(read_statement("reports.conversions", "other_reports"), parameters).parse(_Others)
    return {each.event_id: each for each in found}


def _make_standing(row: _Row, others: _Others | None) -> Standing:
    return Standing(
        event_id=row.event_id,
        timestamp_ms=row.timestamp_ms,
        source=row.source,
        trust=row.trust,
        reports=row.reports,
        others=others.others if others else 0,
        others_of_shop=others.others_of_shop if others else 0,
        is_contradicted=bool(others and others.is_contradicted),
    )
