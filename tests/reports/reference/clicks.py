"""The clicks that may earn, by whose they are."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from uuid import UUID

from events.enums import CONFIRMED_TRUST, TRUST, Source
from tests.reports.reference.people import KINDS, Event, People

# What `named_at` is where the browser's own time counts.
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


class Clicks:
    """Human clicks, but for those of pixels."""

    def __init__(self, events: Sequence[Event]) -> None:
        human = [event for event in events if event["type"] == "click" and event["traffic"] == "human"]
        self._all = sorted((click for click in human if click["source"] != Source.PIXEL), key=order_of)
        self._confirmed, self._claimed = People(events, CONFIRMED_TRUST), People(events, 0)
        self._by_name = defaultdict[tuple[str, str], list[Event]](list)
        self._owners = defaultdict[str, set[str]](set)
        for event in events:
            if event["visitor_id"] and event["customer_id"]:
                self._owners[event["visitor_id"]].add(event["customer_id"])
        for click in self._all:
            for column in ("visitor_id", *KINDS.values()):
                if click[column]:
                    self._by_name[column, click[column]].append(click)

    def find_confirmed(self, conversion: Event) -> list[Event]:
        """The clicks of the conversion's person, before and after it, in order."""
        return self._find(self._confirmed, conversion, _find_time)

    def find_claimed(self, conversion: Event) -> list[Event]:
        """Those that are his if every browser's word is believed."""
        return self._find(self._claimed, conversion, _find_time)

    def find_by_own_time(self, conversion: Event) -> list[Event]:
        """The clicks that would be his if they had been made when their browsers say."""
        return self._find(self._confirmed, conversion, find_own_time)

    def find_limit(self, conversion: Event) -> int:
        """How many touches the conversion may have."""
        return len(self._all)

    def find_outsiders(self, taken: Collection[str]) -> dict[str, list[Event]]:
        """Person → his clicks in order, without those of these ids."""
        found = defaultdict[str, list[Event]](list)
        for click in self._all:
            if click["event_id"] not in taken and (person := self._name_person(click)):
                found[person].append(click)
        return found

    def _find(self, people: People, conversion: Event, find_time: Callable[[Event], datetime]) -> list[Event]:
        person = people.find_person(conversion)
        names = [("visitor_id", visitor_id) for visitor_id in people.list_browsers(person)]
        names += [(column, own) for kind, column in KINDS.items() for own in person.ids[kind]]
        near = {click["event_id"]: click for name in names for click in self._by_name.get(name, ())}
        return sorted((click for click in near.values() if people.is_of(person, click, find_time(click))), key=order_of)

    def _name_person(self, click: Event) -> str:
        """The only customer that was ever named on the browser, else the browser; without one whom a server names."""
        visitor_id = click["visitor_id"]
        if visitor_id:
            owners = self._owners[visitor_id]
            return f"customer {min(owners)}" if len(owners) == 1 else f"visitor {visitor_id}"
        is_own_word = TRUST[click["source"]] >= TRUST[Source.IMPORT]
        own = [f"{kind} {click[column]}" for kind, column in KINDS.items() if click[column]]
        return own[0] if own and is_own_word else ""


def order_of(event: Event) -> tuple[object, ...]:
    """By time, then by id, its second half first: so ClickHouse compares ids."""
    first_half, second_half = divmod(UUID(event["event_id"]).int, 1 << 64)
    return event["timestamp"], second_half, first_half


def find_own_time(click: Event) -> datetime:
    """When it was by the browser's own clock, which is another time only where that is not believed."""
    named: datetime = click["named_at"]
    return _find_time(click) if named == NO_TIME else named


def _find_time(click: Event) -> datetime:
    at: datetime = click["timestamp"]
    return at
