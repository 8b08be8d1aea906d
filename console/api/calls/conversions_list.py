"""Answers GET /conversions: a page at a time as JSON, a whole period as a file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from console.api.calls.conversion_row import show_conversion
from console.api.downloads import JSON
from console.api.questions.attribution import read_own_refs, read_rules
from console.api.questions.exchange import read_exchange
from console.api.questions.period import read_period
from console.api.request import Asked, Table
from console.api.values import read_choice, read_integer
from fraud.decisions import read_decisions
from money.amount import Amount, add_money, make_amount
from registry.codes import SiteCodes
from reports.attribution.paths import CONVERSIONS, CreditQuestion
from reports.conversions.report import Conversion, Place, count_duplicates, list_conversions
from reports.errors import QuestionInvalid
from reports.exchange.exchange import Exchange
from warehouse.interface import Warehouse

DEFAULT_ROWS, MOST_ROWS = 100, 10_000
_CURSOR = re.compile(r"([0-9]{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_COLUMNS = (
    "event_id",
    "type",
    "order_id",
    "timestamp",
    "ref",
    "value_minor",
    "value_currency",
    "value",
    "refunded_minor",
    "refunded_currency",
    "refunded",
    "decision",
    "reasons",
    "duplicates",
)
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed, and how; ``row_count`` of a page."""

    warehouse: Warehouse
    codes: SiteCodes
    question: CreditQuestion
    row_count: int
    exchange: Exchange | None


def answer_conversions(asked: Asked) -> Table:
    """The conversions of a period, newest first; a file without ``limit`` holds them all, asked for as it is sent."""
    codes, rules = read_rules(asked)
    period = read_period(asked.query, asked.now)
    is_whole = asked.query.get("format", JSON) != JSON and not asked.query.get("limit")
    limit = read_integer(asked.query, "limit", 1, MOST_ROWS, MOST_ROWS if is_whole else DEFAULT_ROWS)
    after = _read_cursor(asked.query.get("cursor", ""), Place(period.to_ms, ""))
    question = CreditQuestion(
        site_id=asked.site().site_id,
        from_ms=period.from_ms,
        to_ms=period.to_ms,
        rules=rules,
        types=CONVERSIONS[read_choice(asked.query, "conversion", tuple(CONVERSIONS), "all")],
        models=(rules.model,),
        own_refs=read_own_refs(asked, codes),
    )
    exchange = read_exchange(asked, period.from_ms, period.to_ms)
    listing = Listing(asked.sources.warehouse, codes, question, limit, exchange)
    found, following = _list_page(listing, after)
    columns = (*_COLUMNS, "converted_minor", "converted_currency", "converted") if exchange else _COLUMNS
    meta = {**period.describe(), "model": rules.model, **_describe(found, exchange)}
    if is_whole:
        return Table(columns, _show(listing, found), {}, meta, _list_pages(listing, following))
    return Table(columns, _show(listing, found), {"next_cursor": following and _write_cursor(following)}, meta)


def _list_pages(listing: Listing, after: Place | None) -> Iterator[Sequence[Row]]:
    while after:
        found, after = _list_page(listing, after)
        yield _show(listing, found)


def _list_page(listing: Listing, after: Place) -> tuple[list[Conversion], Place | None]:
    """A page, and where the next one begins if there is one."""
    question = replace(listing.question, to_ms=min(listing.question.to_ms, after.timestamp_ms + 1))
    found = list_conversions(listing.warehouse, listing.codes, question, after, listing.row_count + 1)
    shown = found[: listing.row_count]
    return shown, Place(shown[-1].timestamp_ms, shown[-1].event_id) if len(found) > len(shown) else None


def _show(listing: Listing, found: list[Conversion]) -> list[Row]:
    site_id, ids = listing.question.site_id, [each.event_id for each in found]
    decided = read_decisions(listing.warehouse, site_id, ids)
    duplicates = count_duplicates(listing.warehouse, site_id, found) if found else {}
    return [
        {
            **show_conversion(each, duplicates.get(each.event_id, 0), decided[each.event_id]),
            **({"converted": _convert(each, listing.exchange)} if listing.exchange else {}),
        }
        for each in found
    ]


def _convert(conversion: Conversion, exchange: Exchange) -> Amount | None:
    """What is left of it after refunds, in the asked currency."""
    minor = exchange.convert(conversion.net_minor, conversion.currency, conversion.timestamp_ms)
    return make_amount(minor, exchange.currency)


def _describe(found: list[Conversion], exchange: Exchange | None) -> dict[str, object]:
    if exchange is None:
        return {}
    left = [each for each in found if each.currency and _convert(each, exchange) is None]
    return exchange.describe(add_money(*({each.currency: each.net_minor} for each in left)))


def _read_cursor(text: str, first: Place) -> Place:
    if not text:
        return first
    found = _CURSOR.fullmatch(text)
    if not found:
        raise QuestionInvalid("cursor", "give the next_cursor of an answer")
    return Place(int(found[1]), found[2])


def _write_cursor(place: Place) -> str:
    return f"{place.timestamp_ms}.{place.event_id}"
