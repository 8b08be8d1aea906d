"""Whose turn it is: sites take turns, in a site its viewers, and there is room for so many only."""

import pytest

from console.errors import CallsLimited, ConsoleBusy
from console.fair_queue import FairQueue, Room, Ticket, Viewer

OWNER, ALICE, BOB = Viewer(1, "member:1"), Viewer(1, "partner:1"), Viewer(1, "partner:2")
RIVAL = Viewer(2, "member:9")


def make_queue(places: int = 1, viewer_places: int = 1, waiting: int = 100, viewer_waiting: int = 100) -> FairQueue:
    return FairQueue(Room(places, viewer_places, waiting, viewer_waiting))


def enter_all(queue: FairQueue, *viewers: Viewer) -> list[Ticket]:
    return [queue.enter(viewer) for viewer in viewers]


def drain(queue: FairQueue, running: list[Ticket]) -> list[str]:
    """The names of those that waited, in the order in which they got a place."""
    order = []
    while running:
        begun = queue.leave(running.pop(0))
        order += [ticket.viewer.name for ticket in begun]
        running += begun
    return order


def test_a_call_runs_at_once_while_there_is_a_place() -> None:
    queue = make_queue(places=2)
    first, second, third = enter_all(queue, ALICE, BOB, OWNER)
    assert [queue.is_running(each) for each in (first, second, third)] == [True, True, False]
    assert (queue.running, queue.waiting) == (2, 1)
    assert queue.leave(first) == [third]


def test_one_viewer_never_holds_all_places() -> None:
    queue = make_queue(places=4, viewer_places=2)
    tickets = enter_all(queue, *[ALICE] * 4)
    assert [queue.is_running(each) for each in tickets] == [True, True, False, False]
    assert queue.is_running(queue.enter(BOB))


def test_the_same_viewer_of_several_sites_is_one_viewer() -> None:
    queue = make_queue(places=4, viewer_places=1)
    first, second = enter_all(queue, Viewer(1, "member:1"), Viewer(2, "member:1"))
    assert (queue.is_running(first), queue.is_running(second)) == (True, False)


def test_viewers_of_a_site_take_turns_however_many_calls_one_has() -> None:
    queue = make_queue()
    running = enter_all(queue, BOB)
    enter_all(queue, *[ALICE] * 4, OWNER, OWNER)
    order = drain(queue, running)
    assert order == [each.name for each in (ALICE, OWNER, ALICE, OWNER, ALICE, ALICE)]


def test_sites_take_turns_however_many_viewers_one_has() -> None:
    queue = make_queue()
    running = enter_all(queue, BOB)
    enter_all(queue, ALICE, BOB, OWNER, RIVAL, RIVAL)
    order = drain(queue, running)
    assert order == [each.name for each in (ALICE, RIVAL, BOB, RIVAL, OWNER)]


def test_who_waits_for_the_own_calls_is_passed_by_others() -> None:
    queue = make_queue(places=2)
    alice, _ = enter_all(queue, ALICE, ALICE)
    bob, rival = enter_all(queue, BOB, RIVAL)
    assert queue.leave(bob) == [rival]
    assert [ticket.viewer for ticket in queue.leave(alice)] == [ALICE]


def test_a_call_that_waits_no_longer_takes_nobodys_turn() -> None:
    queue = make_queue()
    running = enter_all(queue, BOB)
    gone, _ = enter_all(queue, ALICE, OWNER)
    assert queue.leave(gone) == []
    assert queue.waiting == 1
    assert drain(queue, running) == [OWNER.name]


def test_there_is_room_to_wait_for_so_many_calls_of_one_viewer_and_of_all() -> None:
    queue = make_queue(waiting=3, viewer_waiting=2)
    enter_all(queue, BOB, ALICE, ALICE)
    with pytest.raises(CallsLimited, match="1 of your calls"):
        queue.enter(ALICE)
    queue.enter(OWNER)
    with pytest.raises(ConsoleBusy, match="1 calls run, 3 wait"):
        queue.enter(RIVAL)
    assert (queue.running, queue.waiting) == (1, 3)


def test_an_answer_that_has_begun_always_has_room_to_wait() -> None:
    queue = make_queue(waiting=0, viewer_waiting=0)
    [running] = enter_all(queue, BOB)
    following = queue.enter(BOB, has_begun=True)
    assert queue.leave(running) == [following]


def test_who_waited_in_vain_learns_for_whom() -> None:
    queue = make_queue(places=1)
    queue.enter(ALICE)
    own, other = enter_all(queue, ALICE, BOB)
    assert isinstance(queue.explain(own), CallsLimited)
    assert isinstance(queue.explain(other), ConsoleBusy)
