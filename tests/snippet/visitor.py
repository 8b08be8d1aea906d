"""A visitor of a client's website: opens pages, calls `prm`, and what the tracker has recorded of it."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import redis
from playwright.sync_api import BrowserContext, Page

from events.event import Event, decode_events
from events.keys import EVENTS_FIELD, STREAM
from tests.fixtures.client_site import ClientSite

STUB = "<script>window.prm=window.prm||Object.assign(function(){prm.q.push(arguments)},{q:[]})</script>"
LOADED = "() => window.prm && !window.prm.q"
NOTHING_KEPT = """() => {
  try { return !Object.keys(localStorage).some(key => key.startsWith('prm:')) } catch { return true }
}"""
WAIT_SECONDS = 60
# Of an event's id: these hold its millisecond, what follows is random.
TIME_DIGITS = 13
Entries = list[tuple[bytes, dict[bytes, bytes]]]


@dataclass(frozen=True, slots=True)
class Tag:
    """The tag as a client pastes it."""

    script_url: str
    site_key: str

    def html(self, *, stub: bool = True, script_url: str = "", **options: str) -> str:
        """Options are written without `data-` and with underscores."""
        named = {"site": self.site_key, **options}
        attributes = "".join(f' data-{name.replace("_", "-")}="{value}"' for name, value in named.items())
        return (STUB if stub else "") + f'<script async src="{script_url or self.script_url}"{attributes}></script>'


class Recorded:
    """Everything that stands on the streams, oldest first."""

    def __init__(self, url: str, shards: int) -> None:
        self._redis = redis.Redis.from_url(url)
        self._keys = [STREAM % shard for shard in range(shards)]

    def events(self) -> list[Event]:
        """Each as often as it was accepted."""
        streams = [cast(Entries, self._redis.xrange(key)) for key in self._keys]
        events = [event for entries in streams for _, entry in entries for event in decode_events(entry[EVENTS_FIELD])]
        return sorted(events, key=lambda event: event.event_id)

    def wait_for(self, *types: str) -> list[Event]:
        """Waits until as many events are there; they must be of these types, in this order."""
        deadline = time.monotonic() + WAIT_SECONDS
        while len(found := self.events()) < len(types) and time.monotonic() < deadline:
            time.sleep(0.02)
        found = put_in_order(found, types)
        assert [event.type for event in found] == list(types)
        return found

    def close(self) -> None:
        """Hangs up."""
        self._redis.close()


def put_in_order(found: list[Event], types: Sequence[str]) -> list[Event]:
    """By time, and those of one millisecond, which their ids do not order, as these types are."""
    places = {name: place for place, name in reversed([*enumerate(types)])}
    return sorted(found, key=lambda event: (event.event_id[:TIME_DIGITS], places.get(event.type, len(types))))


def begin_millisecond() -> None:
    """What is recorded from now on has a later time, and so a later id, than all before."""
    time.sleep(0.002)


class Visitor:
    """One browser profile on one website."""

    def __init__(self, context: BrowserContext, site: ClientSite, recorded: Recorded) -> None:
        self.context = context
        self.site = site
        self.recorded = recorded
        self.page_errors: list[str] = []
        self.page = self.new_tab()

    def new_tab(self) -> Page:
        """A further tab of the same profile."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.page_errors.append(str(error)))
        return page

    def open(self, path: str, host: str = "shop.example", referer: str = "", *, leaves_kept: bool = False) -> None:
        """Follows a link to a page of the site and waits for the tag and for its first answers.

        The page that is left has its answers, unless the test is about what it leaves kept.
        """
        if not leaves_kept:
            self.wait_for_answers()
        self.page.goto(self.site.url(path, host), referer=referer or None)
        self.page.wait_for_function(LOADED)
        self.wait_for_answers()

    def wait_for_answers(self) -> None:
        """Until every event of the page is answered: an answer that finds the page gone leaves its event kept."""
        self.page.wait_for_function(NOTHING_KEPT)

    def call(self, *words: object) -> Any:
        """`prm(…)` as the page's own script would call it."""
        begin_millisecond()
        return self.page.evaluate(f"() => prm({json.dumps(words)[1:-1]})")

    def expect(self, *types: str) -> list[Event]:
        """Exactly these events were accepted so far, each once, and no page saw an error."""
        self.wait_for_answers()
        found = self.recorded.wait_for(*types)
        assert self.page_errors == []
        return found

    def cookies(self) -> dict[str, Any]:
        """The profile's cookies by name."""
        return {cookie["name"]: cookie for cookie in self.context.cookies()}
