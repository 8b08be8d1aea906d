"""How far the report of an event is believed: a right signature, and whether its site takes a conversion from it."""

from collections.abc import Callable

from events.enums import LEAST_TRUST, TRUST, EventType, Rejection, Source
from events.event import Event
from events.snapshot import EdgeSite
from money.amount import minor_digits
from tracker.parsing.rejection import Rejected
from tracker.parsing.signature import is_signed

# Whether the site's browsers may report one more sale.
AllowSale = Callable[[EdgeSite, Event], bool]

# Plain strings, as in ``tracker.parsing.event``.
_LEAD, _SALE = EventType.LEAD.value, EventType.SALE.value
# The edge knows no rates. So many units of the weakest currencies, like VND, IRR and LBP, are worth one strong one.
_WEAKEST = 100_000
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
        if not _is_repeatable(event) and is_signed(event, site.site_key, site.signing_key, signature):
            event.source = _SIGNED
        else:
            left_out.append(Rejected("signature", Rejection.WRONG_SIGNATURE))
    if event.type == _SALE:
        event.makes_conversion = _TRUST[event.source] >= _LEAST_TRUST[site.sales_from]
        return _bound_sale(event, site, allow_sale) if event.source == _BROWSER else event
    if event.type == _LEAD:
        event.makes_conversion = _TRUST[event.source] >= _LEAST_TRUST[site.leads_from]
    return event


def _is_repeatable(event: Event) -> bool:
    """Whether whoever has its signature could make conversions without end: nothing signed distinguishes two.

    A lead without order and customer is one by its e-mail address, which is not signed.
    """
    if event.type == _SALE:
        return not event.order_id
    is_by_visitor = event.type == _LEAD and not (event.order_id or event.customer_id)
    return is_by_visitor and (not event.visitor_id or bool(event.email_hash))


def _bound_sale(event: Event, site: EdgeSite, allow_sale: AllowSale) -> Event | Rejected:
    if site.max_browser_amount and (event.amount_minor or 0) > _compute_ceiling(site, event.currency):
        return Rejected("amount", Rejection.AMOUNT_ABOVE_CEILING)
    return event if allow_sale(site, event) else Rejected("type", Rejection.TOO_MANY_SALES)


def _compute_ceiling(site: EdgeSite, currency: str) -> int:
    """In minor units of ``currency``: the site's own, in any other currency so many times its major units."""
    if currency == site.currency:
        return site.max_browser_amount
    own_unit, unit = (10 ** minor_digits(each) for each in (site.currency, currency))
    ceiling: int = site.max_browser_amount * _WEAKEST * unit // own_unit
    return ceiling
