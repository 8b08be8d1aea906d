"""What tests of the edge are made of: a site, an arrival, a raw event that is good."""

from typing import Any

from msgspec.structs import replace

from events.enums import Source
from events.event import Event
from tracker.parsing.arrival import Arrival
from tracker.parsing.event import parse_event
from tracker.parsing.rejection import Rejected

NOW_MS = 1_750_000_000_000
SECRET = b"secret of the tests"
SITE_ID = 7
BROWSER = Arrival(Source.BROWSER.value, NOW_MS, "203.0.113.9", "Mozilla/5.0")
SERVER = Arrival(Source.SERVER.value, NOW_MS)
PIXEL = replace(BROWSER, source=Source.PIXEL.value)
REDIRECT = replace(BROWSER, source=Source.REDIRECT.value)


def parse(arrival: Arrival = BROWSER, /, **fields: Any) -> Event | Rejected:
    """A page view of visitor ``v`` with these further fields."""
    return parse_event({"type": "pageview", "visitor_id": "v", **fields}, SITE_ID, arrival, SECRET)


def parse_good(arrival: Arrival = BROWSER, /, **fields: Any) -> Event:
    """The page view, which must be accepted."""
    event = parse(arrival, **fields)
    assert isinstance(event, Event), event
    return event
