"""Which clicks count for the conversions of ids that have too many clicks and conversions: the newest before each.

Such an id is a visitor's, a customer's or an address's. Before its n-th conversion within the longest window so many of
its clicks count as the limits say. What is confirmed is asked for by itself: a confirmed conversion is the n-th of the
confirmed ones, and is cut only if its id has too many of what is confirmed.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from uuid import UUID

from events.enums import CONFIRMED_TRUST, TRUST, Source
from events.moments import to_milliseconds
from reports.paths.crowds import Crowds
from reports.paths.question import CreditQuestion
from tests.reports.reference.clicks import Clicks
from tests.reports.reference.people import KINDS, Event, People, Person

_VISITOR = "visitor"
# Kind and id.
Id = tuple[str, str]


class NewestClicks(Clicks):
    """The clicks of a question, of whose ids these are crowds."""

    def __init__(self, events: Sequence[Event], question: CreditQuestion, crowds: Crowds) -> None:
        super().__init__(events)
        self._limits, self._window_ms = question.limits, question.rules.longest_window_ms
        self._crowds = {_parse_id(each) for each in crowds.ids}
        self._confirmed_crowds = {_parse_id(each) for each in crowds.confirmed_ids}
        self._members, self._confirmed_members = defaultdict[Id, list[int]](list), defaultdict[Id, list[int]](list)
        first_ms = question.from_ms - self._window_ms
        for event in events:
            at_ms = to_milliseconds(event["timestamp"])
            if event["type"] in ("lead", "sale") and event["traffic"] != "test" and first_ms <= at_ms < question.to_ms:
                self._count(event, at_ms // 1000)

    def find_confirmed(self, conversion: Event) -> list[Event]:
        """Of the clicks of the conversion's person those that count."""
        ids = self._list_ids(self._confirmed, conversion)
        newest = {own: self._find_newest(own, conversion) for own in ids & self._crowds}
        ordinary = [own for own in ids - self._crowds if own[0] != _VISITOR]
        return [
            click
            for click in super().find_confirmed(conversion)
            if any(click["event_id"] in clicks for own, clicks in newest.items() if own[0] != _VISITOR)
            or any(_names(click, own) for own in ordinary)
            or (
                click["event_id"] in newest.get((_VISITOR, click["visitor_id"]), {click["event_id"]})
                and self._is_on_own_browser(click, conversion, ordinary)
            )
        ]

    def find_limit(self, conversion: Event) -> int:
        """How many touches the conversion may have."""
        ids = self._list_ids(self._confirmed, conversion) & self._crowds
        found = [limit for own in ids if (limit := self._find_limit(own, conversion)) is not None]
        return min([*found, self._limits.touches])

    def _count(self, conversion: Event, second: int) -> None:
        confirmed = self._list_ids(self._confirmed, conversion)
        for own in confirmed | self._list_ids(self._claimed, conversion):
            self._members[own].append(second)
        for own in confirmed if _is_confirmed(conversion) else ():
            self._confirmed_members[own].append(second)

    def _list_ids(self, people: People, conversion: Event) -> set[Id]:
        """By which clicks may be the conversion's; the browsers of a crowd's person are not asked for one by one."""
        person = people.find_person(conversion)
        ids = {(kind, own) for kind, owned in person.ids.items() for own in owned}
        browsers = {browser for own in ids - self._crowds for browser in people.list_browsers(_make_person(own))}
        return ids | {(_VISITOR, browser) for browser in browsers | ({person.visitor_id} - {""})}

    def _find_limit(self, own: Id, conversion: Event) -> int | None:
        """How many clicks of the id count before the conversion; None: all of them."""
        is_confirmed = _is_confirmed(conversion)
        if is_confirmed and own not in self._confirmed_crowds:
            return None
        last = to_milliseconds(conversion["timestamp"]) // 1000
        members = (self._confirmed_members if is_confirmed else self._members)[own]
        number = sum(last - self._window_ms // 1000 <= second <= last for second in members)
        limits = self._limits
        return min(limits.touches, max(limits.least_touches, limits.shared_touches // number))

    def _find_newest(self, own: Id, conversion: Event) -> Set[str]:
        clicks = [click for click in self._list_clicks(own) if click["timestamp"] <= conversion["timestamp"]]
        clicks.sort(key=lambda click: (click["timestamp"], UUID(click["event_id"]).int % 4096))
        limit = self._find_limit(own, conversion)
        return {click["event_id"] for click in (clicks if limit is None else clicks[-limit:])}

    def _list_clicks(self, own: Id) -> Iterator[Event]:
        person = _make_person(own)
        return (click for click in self._all if self._confirmed.is_of(person, click, click["timestamp"]))

    def _is_on_own_browser(self, click: Event, conversion: Event, persons: Sequence[Id]) -> bool:
        visitor_id, at = click["visitor_id"], click["timestamp"]
        return bool(visitor_id) and (
            visitor_id == conversion["visitor_id"]
            or any((kind, self._confirmed.find_owner(visitor_id, kind, at)) in persons for kind in KINDS)
        )


def _parse_id(text: str) -> Id:
    kinds = {0: _VISITOR, 1: "customer", 2: "email"}
    return kinds[text.count("\0")], text.strip("\0")


def _make_person(own: Id) -> Person:
    kind, id_ = own
    return Person(id_ if kind == _VISITOR else "", {each: frozenset({id_} if each == kind else ()) for each in KINDS})


def _names(click: Event, own: Id) -> bool:
    """A server or an import says that the click is that customer's or address's."""
    return TRUST[click["source"]] >= TRUST[Source.IMPORT] and bool(click[KINDS[own[0]]] == own[1])


def _is_confirmed(conversion: Event) -> bool:
    return TRUST[conversion["source"]] >= CONFIRMED_TRUST
