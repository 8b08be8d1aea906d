"""How far the report of an event is believed: a right signature, and whether its site takes a conversion from it."""

from collections.abc import Callable

from events.enums import LEAST_TRUST, TRUST, EventType, Rejection, Source
from events.event import Event
from events.snapshot import EdgeSite
from tracker.parsing.rejection import Rejected
from tracker.parsing.signature import is_signed

# Whether the site's browsers may report one more sale.
AllowSale = Callable[[EdgeSite], bool]

# Plain strings, as in ``tracker.parsing.event``.
_LEAD, _SALE = EventType.LEAD.value, EventType.SALE.value
_BROWSER, _SIGNED = Source.BROWSER.value, Source.SIGNED.value
_TRUST = {source.value: trust for source, trust in TRUST.items()}
_LEAST_TRUST = {str(word): trust for word, trust in LEAST_TRUST.items()}


def judge_report(
    event: Event, signature: object, site: EdgeSite, allow_sale: AllowSale, left_out: list[Rejected]
) -> Event | Rejected:
    """The event with its source and whether it makes a conversion; or why a browser's sale is rejected.

    A wrong signature rejects nothing: the event is the browser's word alone, and ``left_out`` says so.
    """
    if signature and event.source == _BROWSER:
        # Whoever has the signature of a sale without an order could repeat it without end.
        is_repeatable = event.type == _SALE and not event.order_id
        if not is_repeatable and is_signed(event, site.site_key, site.signing_key, signature):
            event.source = _SIGNED
        else:
            left_out.append(Rejected("signature", Rejection.WRONG_SIGNATURE))
    if event.type == _SALE:
        event.makes_conversion = _TRUST[event.source] >= _LEAST_TRUST[site.sales_from]
        return _bound_sale(event, site, allow_sale) if event.source == _BROWSER else event
    if event.type == _LEAD:
        event.makes_conversion = _TRUST[event.source] >= _LEAST_TRUST[site.leads_from]
    return event


def _bound_sale(event: Event, site: EdgeSite, allow_sale: AllowSale) -> Event | Rejected:
    ceiling = site.max_browser_amount
    if ceiling and event.currency == site.currency and (event.amount_minor or 0) > ceiling:
        return Rejected("amount", Rejection.AMOUNT_ABOVE_CEILING)
    return event if allow_sale(site) else Rejected("type", Rejection.TOO_MANY_SALES)
