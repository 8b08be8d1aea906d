"""Lists conversions with their decision, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.attribution.paths import CreditQuestion, join_credit_statement, make_parameters
from reports.codes import SiteCodes
from warehouse.interface import Value, Warehouse
from warehouse.statements import read_statement


@dataclass(frozen=True, slots=True)
class Conversion:
    """A lead or a sale; ``ref`` earned most of it, ``amount_minor`` None: it names no money."""

    event_id: str
    type: str
    order_id: str
    timestamp_ms: int
    ref: str
    is_declared: bool
    gross_minor: int
    net_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list, newest first: after the conversion with this time and id."""

    timestamp_ms: int
    event_id: str


def list_conversions(
    warehouse: Warehouse, codes: SiteCodes, question: CreditQuestion, after: Place, row_count: int
) -> list[Conversion]:
    """At most ``row_count`` conversions of the question's period, newest first."""
    statement = join_credit_statement("reports.conversions", "rows")
    place: Mapping[str, Value] = {"before_ms": after.timestamp_ms, "before_id": after.event_id}
    parameters = {**make_parameters(question, codes), **place, "row_count": row_count}
    if question.own_refs is None:
        parameters["from_ms"] = _find_reach(warehouse, parameters, question.from_ms)
    rows = warehouse.query(statement, parameters)
    return [Conversion(*row) for row in zip(*rows.columns, strict=True)]


def _find_reach(warehouse: Warehouse, parameters: Mapping[str, Value], from_ms: int) -> int:
    """Who sees every conversion needs the paths of one page; whose a conversion is, only its path tells."""
    rows = warehouse.query(read_statement("reports.conversions", "reach"), parameters)
    return max(from_ms, int(str(rows.columns[0][0])))


def count_duplicates(warehouse: Warehouse, site_id: int, conversions: list[Conversion]) -> Mapping[str, int]:
    """Event id → how often it was reported again, for those that were."""
    statement = read_statement("reports.conversions", "duplicates")
    ids = [conversion.event_id for conversion in conversions]
    rows = warehouse.query(statement, {"site_id": site_id, "conversion_ids": ids})
    return {str(event_id): int(str(count)) for event_id, count in zip(*rows.columns, strict=True)}
