"""A fair queue in front of a few places: sites take turns, in a site its viewers, and nobody holds all places."""

from collections.abc import Iterator
from dataclasses import dataclass

from console.errors import CallsLimited, ConsoleBusy


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, by the name of the caller; ``site_id`` 0: about no single site."""

    site_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Room:
    """How many calls run and wait at most, of all viewers and of one."""

    places: int
    viewer_places: int
    waiting: int
    viewer_waiting: int


class Ticket:
    """One call of a viewer, equal to itself only."""

    __slots__ = ("viewer",)

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer


class FairQueue:
    """Calls that run and calls that wait; knows no time and no threads."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._running: set[Ticket] = set()
        # The order of sites, and of the names in a site, is that of their turns; no entry is empty.
        self._waiting: dict[int, dict[str, list[Ticket]]] = {}

    @property
    def running(self) -> int:
        """Calls that have a place."""
        return len(self._running)

    @property
    def waiting(self) -> int:
        """Calls that have none yet."""
        return sum(len(tickets) for names in self._waiting.values() for tickets in names.values())

    def enter(self, viewer: Viewer, *, has_begun: bool = False) -> Ticket:
        """The call runs or waits, see ``is_running``; raises ``CallsLimited`` or ``ConsoleBusy``, and then is not in.

        Whoever waits does so because no place is free or all of the viewer's are taken, so nobody is overtaken here.
        There is always room to wait for a call that ``has_begun`` and needs a place once more.
        """
        ticket = Ticket(viewer)
        if self._has_place_for(viewer.name):
            self._running.add(ticket)
            return ticket
        if not has_begun:
            self._check_room(viewer)
        self._waiting.setdefault(viewer.site_id, {}).setdefault(viewer.name, []).append(ticket)
        return ticket

    def _check_room(self, viewer: Viewer) -> None:
        if sum(each.viewer.name == viewer.name for each in self._list_waiting()) >= self._room.viewer_waiting:
            raise CallsLimited(self._room.viewer_places)
        if self.waiting >= self._room.waiting:
            raise ConsoleBusy(self.running, self.waiting)

    def is_running(self, ticket: Ticket) -> bool:
        """Whether it has a place."""
        return ticket in self._running

    def leave(self, ticket: Ticket) -> list[Ticket]:
        """The call has ended, or waits no longer; returns those whose turn has come."""
        if ticket in self._running:
            self._running.remove(ticket)
        else:
            self._remove(ticket)
        begun = []
        while following := self._find_next():
            self._take_turn(following)
            self._running.add(following)
            begun.append(following)
        return begun

    def explain(self, ticket: Ticket) -> CallsLimited | ConsoleBusy:
        """Why a call has waited in vain: for the viewer's own calls, or for those of everybody."""
        if self._count_running(ticket.viewer.name) >= self._room.viewer_places:
            return CallsLimited(self._room.viewer_places)
        return ConsoleBusy(self.running, self.waiting)

    def _has_place_for(self, name: str) -> bool:
        return len(self._running) < self._room.places and self._count_running(name) < self._room.viewer_places

    def _count_running(self, name: str) -> int:
        return sum(each.viewer.name == name for each in self._running)

    def _list_waiting(self) -> Iterator[Ticket]:
        return (ticket for names in self._waiting.values() for tickets in names.values() for ticket in tickets)

    def _find_next(self) -> Ticket | None:
        turns = (tickets[0] for names in self._waiting.values() for tickets in names.values())
        return next((ticket for ticket in turns if self._has_place_for(ticket.viewer.name)), None)

    def _take_turn(self, ticket: Ticket) -> None:
        """Removes it; its site, and its viewer in the site, come last from now on."""
        names = self._waiting.pop(ticket.viewer.site_id)
        tickets = names.pop(ticket.viewer.name)
        tickets.remove(ticket)
        if tickets:
            names[ticket.viewer.name] = tickets
        if names:
            self._waiting[ticket.viewer.site_id] = names

    def _remove(self, ticket: Ticket) -> None:
        names = self._waiting[ticket.viewer.site_id]
        tickets = names[ticket.viewer.name]
        tickets.remove(ticket)
        if not tickets:
            del names[ticket.viewer.name]
        if not names:
            del self._waiting[ticket.viewer.site_id]
