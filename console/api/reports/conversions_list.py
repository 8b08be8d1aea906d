"""Answers GET /conversions: a page at a time as JSON, a whole period as a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from msgspec import UNSET

from console.api.cursors import is_event_id, parse_cursor, write_cursor
from console.api.downloads import JSON
from console.api.questions.attribution import find_own_refs, query_rules
from console.api.questions.exchange import parse_currency
from console.api.questions.period import parse_period
from console.api.reports.conversion import make_conversion
from console.api.reports.partner_orders import are_orders_hidden, hide_order, hide_reports
from console.api.reports.shown import query_shown
from console.api.request import ApiRequest, Row, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_choice, parse_integer
from database.sessions import begin_read
from money.amount import Amount, add_money, make_amount
from registry.code_lookup import CodeLookup
from reports.conversions.report import Conversion, Cursor, query_conversions
from reports.exchange.exchange import Exchange
from reports.paths.question import CONVERSIONS, CreditQuestion
from warehouse.interface import Warehouse


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed, and how; ``row_count`` of a page."""

    warehouse: Warehouse
    codes: CodeLookup
    question: CreditQuestion
    row_count: int
    exchange: Exchange | None
    # Under which order ids are hidden; None: they are shown.
    order_secret: bytes | None


def answer_conversions(request: ApiRequest) -> Table:
    """The conversions of a period, newest first; a file without ``limit`` holds them all, queried while it is sent."""
    query, warehouse, site_id = request.query, request.dependencies.warehouse, request.site().site_id
    period, is_whole = parse_period(query, request.now), _is_whole(query)
    row_count = parse_integer(query, "limit", 1, MAX_ROWS, MAX_ROWS if is_whole else DEFAULT_ROWS)
    after = Cursor(*parse_cursor(query, is_event_id, (period.to_ms, "")))
    types = CONVERSIONS[parse_choice(query, "conversion", tuple(CONVERSIONS), "all")]
    currency = parse_currency(query, request.dependencies.rates)
    with begin_read(request.dependencies.sessions) as session:
        codes, rules = query_rules(session, site_id)
        order_secret = request.dependencies.secret if are_orders_hidden(session, request.caller, site_id) else None
    question = CreditQuestion(
        site_id=site_id,
        from_ms=period.from_ms,
        to_ms=period.to_ms,
        rules=rules,
        types=types,
        models=(rules.model,),
        own_refs=find_own_refs(request.caller.partner_id, query.get("partner", ""), codes),
    )
    exchange = currency.query(warehouse, site_id, period)
    listing = Listing(warehouse, codes, question, row_count, exchange, order_secret)
    found, following = _list_page(listing, after)
    meta = {**period.describe(), "model": rules.model, **_describe(found, exchange)}
    if is_whole:
        names: dict[str, tuple[str, ...]] = {"converted": ()} if exchange else {}
        return Table(_make_rows(listing, found), {}, meta, names, _list_pages(listing, following))
    next_cursor = following and write_cursor(following.timestamp_ms, following.event_id)
    return Table(_make_rows(listing, found), {"next_cursor": next_cursor}, meta)


def _is_whole(query: Mapping[str, str]) -> bool:
    return query.get("format", JSON) != JSON and not query.get("limit")


def _list_pages(listing: Listing, after: Cursor | None) -> Iterator[Sequence[Row]]:
    while after:
        found, after = _list_page(listing, after)
        yield _make_rows(listing, found)


def _list_page(listing: Listing, after: Cursor) -> tuple[list[Conversion], Cursor | None]:
    """A page, and where the next one begins if there is one."""
    question = replace(listing.question, to_ms=min(listing.question.to_ms, after.timestamp_ms + 1))
    found = query_conversions(listing.warehouse, listing.codes, question, after, listing.row_count + 1)
    shown = found[: listing.row_count]
    return shown, Cursor(shown[-1].timestamp_ms, shown[-1].event_id) if len(found) > len(shown) else None


def _make_rows(listing: Listing, found: list[Conversion]) -> list[Row]:
    site_id, exchange, secret = listing.question.site_id, listing.exchange, listing.order_secret
    standing, shown = query_shown(listing.warehouse, site_id, found)
    if secret is not None:
        standing = {event_id: hide_reports(each) for event_id, each in standing.items()}
    return [
        make_conversion(
            each if secret is None else hide_order(secret, site_id, each),
            standing[each.event_id],
            shown[each.event_id],
            listing.codes,
            _convert(each, exchange) if exchange else UNSET,
        )
        for each in found
        # Erased in this very moment.
        if each.event_id in shown
    ]


def _convert(conversion: Conversion, exchange: Exchange) -> Amount | None:
    """What is left of it after refunds, in the requested currency."""
    minor = exchange.convert(conversion.net_minor, conversion.currency, conversion.timestamp_ms)
    return make_amount(minor, exchange.currency)


def _describe(found: list[Conversion], exchange: Exchange | None) -> dict[str, object]:
    if exchange is None:
        return {}
    left = [each for each in found if each.currency and _convert(each, exchange) is None]
    return exchange.describe(add_money(*({each.currency: each.net_minor} for each in left)))
