"""Parses the raw objects of one request: the events that are accepted, and why the others are not."""

from collections.abc import Callable, Iterable

from msgspec import Struct, field

from events.enums import Rejection, Source
from events.event import Event
from events.ids import move_to_space
from events.snapshot import EdgeSite
from tracker.parsing.arrival import Arrival
from tracker.parsing.event import KNOWN_FIELDS, parse_event
from tracker.parsing.rejection import Rejected
from tracker.parsing.trust import AllowSale, judge_report

# The site that an object may be sent for, by the object's own "site", or why it may not.
FindSite = Callable[[object], EdgeSite | Rejection]

# Plain strings, as in ``tracker.parsing.event``.
_SITES_OWN = frozenset({Source.SERVER.value, Source.IMPORT.value})


# A structure of msgspec: made in C, in a third of the time of a dataclass.
class ParsedEvents(Struct, gc=False):
    """Events in their order, and rejections with the index of what was rejected.

    ``left_out`` are fields without which an event was accepted, with its index and why; ``unknown_fields`` is how many
    were ignored.
    """

    events: list[Event]
    rejected: list[tuple[int, Rejected]]
    left_out: list[tuple[int, Rejected]] = field(default_factory=list)
    unknown_fields: int = 0


def reject_all(reason: Rejection, unknown_fields: int = 0) -> ParsedEvents:
    """No event, for one reason."""
    return ParsedEvents([], [(0, Rejected("", reason))], unknown_fields=unknown_fields)


def parse_events(
    raws: Iterable[object],
    arrival: Arrival,
    find_site: FindSite,
    secret: bytes,
    first: int = 0,
    allow_sale: AllowSale = lambda site, event: True,
) -> ParsedEvents:
    """Parses each object; ``first`` is the index of the first one, ``secret`` keys the hashes of e-mail addresses.

    ``allow_sale`` is called for each sale of a browser, once nothing else speaks against it.
    """
    parsed = ParsedEvents([], [])
    for index, raw in enumerate(raws, first):
        left_out: list[Rejected] = []
        event = _parse_raw(raw, arrival, find_site, secret, allow_sale, parsed, left_out)
        if isinstance(event, Event):
            parsed.events.append(event)
            if left_out:
                parsed.left_out += ((index, each) for each in left_out)
        else:
            parsed.rejected.append((index, event))
    return parsed


def _parse_raw(
    raw: object,
    arrival: Arrival,
    find_site: FindSite,
    secret: bytes,
    allow_sale: AllowSale,
    parsed: ParsedEvents,
    left_out: list[Rejected],
) -> Event | Rejected:
    if not isinstance(raw, dict):
        return raw if isinstance(raw, Rejected) else Rejected("", Rejection.NOT_AN_EVENT)
    site = find_site(raw.get("site"))
    if isinstance(site, Rejection):
        return Rejected("site", site)
    if not KNOWN_FIELDS.issuperset(raw):
        parsed.unknown_fields += len(raw.keys() - KNOWN_FIELDS)
    event = parse_event(raw, site.site_id, arrival, secret, left_out)
    # Whatever a site takes conversions from, it takes them from its own servers.
    if isinstance(event, Rejected) or event.source in _SITES_OWN:
        return event
    judged = judge_report(event, raw.get("signature"), site, allow_sale, left_out)
    if "event_id" in raw:
        # A signed event has a space of its own, for browsers can guess its id as well.
        event.event_id = move_to_space(event.event_id, site.site_id, event.source)
    return judged
