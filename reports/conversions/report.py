"""Lists conversions with their decision, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from registry.codes import SiteCodes
from reports.attribution.paths import CreditQuestion, choose_credit_statement, make_parameters, narrow_question
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

# More than this many are found by their time alone.
MOST_NAMED = 1000


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
    place: Mapping[str, Value] = {"before_ms": after.timestamp_ms, "before_id": after.event_id, "row_count": row_count}
    # Who sees every conversion needs the paths of one page; whose a conversion is, only its path tells.
    asked = question if question.own_refs is not None else _find_page(warehouse, question, place)
    statement = choose_credit_statement(warehouse, asked, "reports.conversions", "rows")
    rows = warehouse.query(statement, {**make_parameters(asked, codes), **place})
    return [Conversion(*row) for row in zip(*rows.columns, strict=True)]


def _find_page(warehouse: Warehouse, question: CreditQuestion, place: Mapping[str, Value]) -> CreditQuestion:
    period: Mapping[str, Value] = {"from_ms": question.from_ms, "to_ms": question.to_ms, "types": question.types}
    page = read_statement("reports.conversions", "page")
    rows = warehouse.query(page, {"site_id": question.site_id, **period, **place})
    if not len(rows):
        return replace(question, to_ms=question.from_ms)
    event_ids, times_ms = rows.columns
    reaching = replace(question, from_ms=min(map(int, map(str, times_ms))))
    if len(rows) > MOST_NAMED:
        return reaching
    return narrow_question(warehouse, replace(reaching, conversion_ids=tuple(map(str, event_ids))))


def count_duplicates(warehouse: Warehouse, site_id: int, conversions: list[Conversion]) -> Mapping[str, int]:
    """Event id → how often it was reported again, for those that were."""
    statement = read_statement("reports.conversions", "duplicates")
    ids = [conversion.event_id for conversion in conversions]
    rows = warehouse.query(statement, {"site_id": site_id, "conversion_ids": ids})
    return {str(event_id): int(str(count)) for event_id, count in zip(*rows.columns, strict=True)}
