"""Lists conversions with their decision, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from registry.code_lookup import CodeLookup
from reports.attribution.statements import query_credits, query_credits_in_parts
from reports.paths.question import CreditQuestion
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

# A longer page is found by its time alone.
MAX_NAMED = 1000


class Conversion(msgspec.Struct, frozen=True, gc=False):
    """A lead or a sale; ``ref`` earned most of it, ``is_declared``: as the conversion itself names it.

    ``is_claimed``: credited by what only browsers said of who is who; ``has_late_click``: a click would have earned and
    came too late; ``is_disputed``: a dispute of its payment is open.
    """

    event_id: str
    type: str
    order_id: str
    timestamp_ms: int
    ref: str
    is_declared: bool
    is_claimed: bool
    has_late_click: bool
    gross_minor: int
    net_minor: int
    currency: str
    is_disputed: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """A position in the list, newest first: just after the conversion with this time and id."""

    timestamp_ms: int
    event_id: str


def query_conversions(
    warehouse: Warehouse, codes: CodeLookup, question: CreditQuestion, after: Cursor, row_count: int
) -> list[Conversion]:
    """At most ``row_count`` conversions of the question, newest first."""
    page: Mapping[str, Value] = {"before_ms": after.timestamp_ms, "before_id": after.event_id, "row_count": row_count}
    # Without a filter by partner the paths of one page are enough; which partner earned is known from the path alone.
    narrowed = question if question.own_refs is not None else _query_page(warehouse, question, page)
    return _query_rows(warehouse, codes, narrowed, page)[:row_count]


def query_named_conversions(
    warehouse: Warehouse, codes: CodeLookup, question: CreditQuestion, event_ids: Sequence[str]
) -> list[Conversion]:
    """Those of the conversions with these ids that are in the question's period."""
    found: list[Conversion] = []
    for start in range(0, len(event_ids), MAX_NAMED):
        named = tuple(event_ids[start : start + MAX_NAMED])
        page: Mapping[str, Value] = {"before_ms": question.to_ms, "before_id": "", "row_count": len(named)}
        found += _query_rows(warehouse, codes, replace(question, conversion_ids=named), page)
    return found


def _query_rows(
    warehouse: Warehouse, codes: CodeLookup, question: CreditQuestion, page: Mapping[str, Value]
) -> list[Conversion]:
    """The first of what is settled and the first of what is not, newest first."""
    part = ("reports.conversions", "rows")
    answers = query_credits_in_parts(warehouse, question, codes, part, page)
    found = [row for answer in answers for row in answer.parse(Conversion)]
    if question.own_refs is None and len(found) < len(question.conversion_ids):
        # What was stored between two of the statements is in neither part.
        found = query_credits(warehouse, question, codes, part, page).parse(Conversion)
    return sorted(found, key=lambda row: (row.timestamp_ms, row.event_id), reverse=True)


def _query_page(warehouse: Warehouse, question: CreditQuestion, page: Mapping[str, Value]) -> CreditQuestion:
    """The question about the conversions of the page alone."""
    period: dict[str, Value] = {"from_ms": question.from_ms, "to_ms": question.to_ms, "types": question.types}
    if question.conversion_ids:
        period["conversion_ids"] = question.conversion_ids
    statement = read_statement("reports.conversions", "page_of_named" if question.conversion_ids else "page")
    rows = warehouse.query(statement, {"site_id": question.site_id, **period, **page})
    found = rows.parse_tuples(tuple[str, int])
    if not found:
        return replace(question, to_ms=question.from_ms, conversion_ids=())
    narrowed = replace(question, from_ms=min(timestamp_ms for _, timestamp_ms in found))
    if len(found) > MAX_NAMED:
        return narrowed
    return replace(narrowed, conversion_ids=tuple(event_id for event_id, _ in found))
