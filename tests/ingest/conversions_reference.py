"""How a conversion stands by its reports, computed from the rules alone and one report after another.

The rules: of several reports the most trusted stands, of equal ones the first received; it speaks alone. A server fills
what an earlier server left empty, an import what an earlier import left empty; of these the highest version gives
amount and currency. A report below the site's setting makes nothing. Leads are one by order, customer, e-mail or
visitor, and by name; but of one order, customer, e-mail or visitor the signed leads that make anything have one name,
that of the first, because the name is not signed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from events.event import Event

ORDER_OF_TRUST = ("pixel", "browser", "signed", "import", "server")
FILLED = ("visitor_id", "customer_id", "email_hash", "ref", "promo_code")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a figure says of the conversion."""

    source: str
    timestamp_ms: int
    amount_minor: int | None
    currency: str
    version: int
    filled: tuple[str, ...]
    link: str


def stand(events: Iterable[Event]) -> Mapping[tuple[str, ...], Standing]:
    """The conversions of leads and sales that arrived in this order, by what makes them one; tests left out."""
    groups: dict[tuple[str, ...], list[Event]] = defaultdict(list)
    signed_names: dict[tuple[str, ...], str] = {}
    for event in events:
        if event.traffic != "test" and event.makes_conversion and not _is_repeated(event, groups, signed_names):
            groups[identify(event)].append(event)
    return {key: _combine(sorted(group, key=lambda event: event.received_ms)) for key, group in groups.items()}


def _is_repeated(
    event: Event, groups: Mapping[tuple[str, ...], list[Event]], signed_names: dict[tuple[str, ...], str]
) -> bool:
    """Whether a signed lead that would stand was made by one of another name."""
    key = identify(event)
    trusted = ORDER_OF_TRUST[ORDER_OF_TRUST.index("signed") :]
    if event.source != "signed" or len(key) < 4 or any(each.source in trusted for each in groups.get(key, ())):
        return False
    return signed_names.setdefault(key[:3], event.name) != event.name


def identify(event: Event) -> tuple[str, ...]:
    """What two reports of one conversion share."""
    if event.type == "sale":
        return ("sale", "order", event.order_id) if event.order_id else ("sale", "itself", event.event_id)
    for kind, value in (
        ("order", event.order_id),
        ("customer", event.customer_id),
        ("e-mail", event.email_hash),
        ("visitor", event.visitor_id),
    ):
        if value:
            return ("lead", kind, value, event.name)
    return ("lead", "itself", event.event_id)


def _combine(reports: list[Event]) -> Standing:
    best = max(reports, key=lambda event: ORDER_OF_TRUST.index(event.source)).source
    peers = [event for event in reports if event.source == best]
    first, amount = peers[0], peers[0]
    filled = {name: getattr(first, name) for name in FILLED}
    if best in ("import", "server"):
        for peer in peers[1:]:
            for name in FILLED:
                filled[name] = filled[name] or getattr(peer, name)
            if peer.version > amount.version:
                amount = peer
    return Standing(
        best,
        first.timestamp_ms,
        amount.amount_minor,
        amount.currency,
        amount.version,
        tuple(filled.values()),
        first.link,
    )
