"""Answers GET /conversions: a page at a time as JSON, a whole period as a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from msgspec import UNSET

from console.api.cursors import is_event_id, parse_cursor, write_cursor
from console.api.downloads import JSON
from console.api.questions.attribution import find_own_refs, query_rules
from console.api.questions.exchange import parse_currency
from console.api.questions.period import parse_period
from console.api.reports.conversion import Conversion as ConversionRow
from console.api.reports.conversion import make_conversion
from console.api.reports.conversion_filter import ConversionFilter, narrow_question, parse_filter
from console.api.reports.lead_cells import map_lead_cells
from console.api.reports.partner_orders import are_orders_hidden, hide_order, hide_reports
from console.api.reports.shown import query_shown
from console.api.request import ApiRequest, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_integer
from database.sessions import Sessions, begin_read
from money.amount import Amount, add_money, make_amount
from registry.code_lookup import CodeLookup
from reports.conversions.report import Conversion, Cursor, query_conversions
from reports.exchange.exchange import Exchange
from reports.paths.question import CreditQuestion
from reports.settled.reading import find_settled
from warehouse.interface import Warehouse

# Where only its row says whether a conversion fits: how many are looked at for one page, and at a time.
_MOST_LOOKED_AT, _LOOK_ROWS = 5000, 500
# Columns that not every file has.
_IF_CONVERTED, _OF_LEADS = ("converted",), ("stage", "assigned_to", "assigned_name")
Listed = list[tuple[Conversion, ConversionRow]]


@dataclass(frozen=True, slots=True)
class Listing:
    """What is listed, and how; ``row_count`` of a page; ``question`` None: nothing can fit."""

    warehouse: Warehouse
    codes: CodeLookup
    site_id: int
    question: CreditQuestion | None
    chosen: ConversionFilter
    row_count: int
    exchange: Exchange | None
    # Under which order ids are hidden; None: they are shown.
    order_secret: bytes | None
    # Of whom the team's leads are asked; None for a partner.
    sessions: Sessions | None

    @property
    def look_rows(self) -> int:
        """So many conversions are looked at together."""
        return max(self.row_count, _LOOK_ROWS) if self.chosen.needs_rows else self.row_count


def answer_conversions(request: ApiRequest) -> Table:
    """The conversions of a period, newest first; a file without ``limit`` holds them all, queried while it is sent.

    A filter that only the rows answer looks at up to 5,000 conversions a page (or ``limit``): it may have fewer rows,
    or none, and a ``next_cursor`` all the same.
    """
    query, warehouse, site_id = request.query, request.dependencies.warehouse, request.site().site_id
    period, is_whole = parse_period(query, request.now), _is_whole(query)
    row_count = parse_integer(query, "limit", 1, MAX_ROWS, MAX_ROWS if is_whole else DEFAULT_ROWS)
    after = Cursor(*parse_cursor(query, is_event_id, (period.to_ms, "")))
    chosen = parse_filter(query, request.caller)
    currency = parse_currency(query, request.dependencies.rates)
    with begin_read(request.dependencies.sessions) as session:
        codes, rules = query_rules(session, site_id)
        order_secret = request.dependencies.secret if are_orders_hidden(session, request.caller, site_id) else None
    question = CreditQuestion(
        site_id=site_id,
        from_ms=period.from_ms,
        to_ms=period.to_ms,
        rules=rules,
        types=chosen.types,
        models=(rules.model,),
        own_refs=find_own_refs(request.caller.partner_id, query.get("partner", ""), codes),
    )
    exchange = currency.query(warehouse, site_id, period)
    sessions = request.dependencies.sessions if request.caller.partner_id is None else None
    narrowed = narrow_question(warehouse, request.dependencies.sessions, question, chosen)
    if narrowed and not is_whole:
        narrowed = find_settled(warehouse, narrowed, request.dependencies.recent)
    listing = Listing(warehouse, codes, site_id, narrowed, chosen, row_count, exchange, order_secret, sessions)
    found, following = _list_page(listing, after)
    meta = {**period.describe(), "model": rules.model, **_describe(found, exchange)}
    rows = [row for _, row in found]
    more = (*_IF_CONVERTED * bool(exchange), *_OF_LEADS * bool(sessions))
    names: dict[str, tuple[str, ...]] = dict.fromkeys(more, ())
    if is_whole:
        return Table(rows, {}, meta, names, _list_pages(listing, following))
    next_cursor = following and write_cursor(following.timestamp_ms, following.event_id)
    return Table(rows, {"next_cursor": next_cursor}, meta, names)


def _is_whole(query: Mapping[str, str]) -> bool:
    return query.get("format", JSON) != JSON and not query.get("limit")


def _list_pages(listing: Listing, after: Cursor | None) -> Iterator[Sequence[ConversionRow]]:
    while after:
        found, after = _list_page(listing, after)
        yield [row for _, row in found]


def _list_page(listing: Listing, after: Cursor) -> tuple[Listed, Cursor | None]:
    """A page, and where the next one begins if there may be one."""
    taken: Listed = []
    following: Cursor | None = after
    for _ in range(max(1, _MOST_LOOKED_AT // listing.look_rows) if listing.chosen.needs_rows else 1):
        if following is None or len(taken) >= listing.row_count:
            break
        found, following = _look(listing, following)
        taken += [pair for pair in found if listing.chosen.fits(pair[1])]
    if len(taken) > listing.row_count:
        taken = taken[: listing.row_count]
        last, _ = taken[-1]
        following = Cursor(last.timestamp_ms, last.event_id)
    return taken, following


def _look(listing: Listing, after: Cursor) -> tuple[Listed, Cursor | None]:
    """The next conversions of the question, whether they fit or not, and where those after them begin."""
    if listing.question is None:
        return [], None
    row_count = listing.look_rows
    question = replace(listing.question, to_ms=min(listing.question.to_ms, after.timestamp_ms + 1))
    found = query_conversions(listing.warehouse, listing.codes, question, after, row_count + 1)
    seen = found[:row_count]
    following = Cursor(seen[-1].timestamp_ms, seen[-1].event_id) if len(found) > len(seen) else None
    return _make_rows(listing, seen), following


def _make_rows(listing: Listing, found: list[Conversion]) -> Listed:
    site_id, exchange, secret = listing.site_id, listing.exchange, listing.order_secret
    standing, shown = query_shown(listing.warehouse, site_id, found)
    if secret is not None:
        standing = {event_id: hide_reports(each) for event_id, each in standing.items()}
    made = [
        (
            each,
            make_conversion(
                each if secret is None else hide_order(secret, site_id, each),
                standing[each.event_id],
                shown[each.event_id],
                listing.codes,
                _convert(each, exchange) if exchange else UNSET,
            ),
        )
        for each in found
        # Erased in this very moment.
        if each.event_id in shown
    ]
    if listing.sessions is not None:
        cells = map_lead_cells(listing.sessions, site_id, [each for each, _ in made])
        for _, row in made:
            own = cells[row.event_id]
            row.stage, row.assigned_to, row.assigned_name = own.stage, own.assigned_to, own.assigned_name
    return made


def _convert(conversion: Conversion, exchange: Exchange) -> Amount | None:
    """What is left of it after refunds, in the requested currency."""
    minor = exchange.convert(conversion.net_minor, conversion.currency, conversion.timestamp_ms)
    return make_amount(minor, exchange.currency)


def _describe(found: Listed, exchange: Exchange | None) -> dict[str, object]:
    if exchange is None:
        return {}
    left = [each for each, _ in found if each.currency and _convert(each, exchange) is None]
    return exchange.describe(add_money(*({each.currency: each.net_minor} for each in left)))
