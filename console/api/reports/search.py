"""GET /search: what a site calls something, found by a few characters."""

from typing import Annotated

from msgspec import Meta

from console.api.fields import Count, Milliseconds, Resource, choice
from console.api.request import ApiRequest, Call, Table
from console.api.values import parse_text
from database.sessions import begin_read
from money.amount import Amount, make_amount
from registry.search import Found, search_registry
from reports.conversions.orders import Order, query_orders

_LONGEST = 200


class SearchResult(Resource):
    """`title` is a name, a code or an order id; `detail` what else identifies it.

    `id` is that of the partner, promo code or link, of an order the `event_id` of its conversion. `timestamp` and
    `value` are an order's.
    """

    kind: Annotated[str, choice(("partner", "promo_code", "link", "order"))]
    id: str
    title: str
    detail: str
    partner_id: Annotated[Count | None, Meta(description="Whose it is; null of an order")]
    timestamp: Milliseconds | None
    value: Amount | None


def answer_search(request: ApiRequest) -> Table:
    """Orders by their exact id first, then partners, promo codes and links; nothing for an empty text."""
    site_id = request.site().site_id
    text = parse_text(request.query, "q", longest=_LONGEST).strip()
    if not text:
        return Table([])
    orders = query_orders(request.dependencies.warehouse, site_id, text)
    with begin_read(request.dependencies.sessions) as session:
        found = search_registry(session, site_id, text)
    return Table([*map(_make_order, orders), *map(_make_result, found)])


def _make_order(order: Order) -> SearchResult:
    return SearchResult(
        kind="order",
        id=order.event_id,
        title=order.order_id,
        detail=order.type,
        partner_id=None,
        timestamp=order.timestamp_ms,
        value=make_amount(order.amount_minor, order.currency),
    )


def _make_result(found: Found) -> SearchResult:
    return SearchResult(
        kind=found.kind,
        id=str(found.id),
        title=found.title,
        detail=found.detail,
        partner_id=found.partner_id,
        timestamp=None,
        value=None,
    )


CALLS = (
    Call(
        "search",
        "GET",
        "/search",
        answer_search,
        "Partners, promo codes and links by a part of their name, code or address; orders by their exact id",
        ("site", "q", "format"),
        answer_type=SearchResult,
    ),
)
