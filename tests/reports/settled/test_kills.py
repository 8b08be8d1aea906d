"""A settler that is killed between any two statements leaves nothing wrong, and the next one makes the same rows."""

import random
from dataclasses import dataclass, field, replace

import pytest

from reports.settled.turns import settle_turn
from tests.fixtures.event_rows import store_events
from tests.reports.attribution.test_attribution_reference import ask
from tests.reports.reference.shop_events import Story
from tests.reports.reference.shop_stories import make_story
from tests.reports.settled.shops import WINDOW_MS, settle
from tests.reports.settled.test_equality import compare, deal
from warehouse.fence import FencedWarehouse
from warehouse.interface import Warehouse

_ROWS = (
    "select * except (site_id, version, generation) from settled_paths final where site_id = {site_id:UInt32}"
    " and generation in (select argMax(generation, turn) from settler_turns where site_id = {site_id:UInt32})"
    " order by event_id"
)
# Of an earlier turn, before which the sales had other orders.
_LATE_STATEMENT = """
    insert into settled_paths
    select * replace ('another' as order_id, version - 1 as version) from settled_paths final
"""


class Killed(Exception):
    """The process ends here."""


@dataclass(slots=True)
class Countdown:
    """Ends the process before the statement of this number."""

    left: int
    done: list[int] = field(default_factory=list)

    def check(self) -> None:
        """Before each statement that writes."""
        if not self.left:
            raise Killed
        self.left -= 1


def make_shop() -> tuple[Story, list[list[dict[str, object]]]]:
    """A shop, in what it stored before and after the settler began."""
    story = make_story(400, people=12)
    return story, [list(map(dict, part)) for part in deal(random.Random(4), story.events, 2)]


def list_rows(warehouse: Warehouse, site_id: int) -> list[tuple[object, ...]]:
    """What is kept of each conversion."""
    return warehouse.query(_ROWS, {"site_id": site_id}).tuples()


def settle_killed(warehouse: Warehouse, site_id: int, statements: int) -> bool:
    """Settles until the process is killed; returns whether it was."""
    fenced = FencedWarehouse(warehouse, Countdown(statements).check)
    try:
        while settle_turn(fenced, site_id, WINDOW_MS, overlap_ms=0) is not None:
            pass
    except Killed:
        return True
    return False


def test_killed_between_any_two_statements(warehouse: Warehouse) -> None:
    story, parts = make_shop()
    question = replace(ask(story), models=("linear",))
    for part in parts:
        store_events(warehouse, part)
        settle(warehouse, story.site_id)
    expected = list_rows(warehouse, story.site_id)
    assert len(expected) > 20
    statements, kills = 0, 0
    while True:
        for table in ("settled_paths", "settler_turns", "events", "arrivals"):
            warehouse.execute("truncate table {name:Identifier}", {"name": table})
        for table in ("standing_conversions", "visitor_identities", "people", "order_returns"):
            warehouse.execute("truncate table {name:Identifier}", {"name": table})
        was_killed = False
        for part in parts:
            store_events(warehouse, part)
            was_killed |= settle_killed(warehouse, story.site_id, statements)
        if was_killed:
            compare(warehouse, question)
        settle(warehouse, story.site_id)
        assert list_rows(warehouse, story.site_id) == expected
        if not was_killed:
            break
        kills, statements = kills + 1, statements + 1
    # The beginning, two months and their records.
    assert kills >= 5


def test_a_statement_of_a_killed_settler_that_ends_late_changes_nothing(warehouse: Warehouse) -> None:
    story, [first, _] = make_shop()
    store_events(warehouse, first)
    settle(warehouse, story.site_id)
    expected = list_rows(warehouse, story.site_id)
    warehouse.execute(_LATE_STATEMENT)
    assert list_rows(warehouse, story.site_id) == expected


@pytest.mark.parametrize("first", [0, 1])
def test_rebuilt_it_is_the_same(warehouse: Warehouse, first: int) -> None:
    story, parts = make_shop()
    for part in (parts[first], parts[1 - first]):
        store_events(warehouse, part)
        settle(warehouse, story.site_id)
    rows = list_rows(warehouse, story.site_id)
    settle(warehouse, story.site_id, start_over=True)
    assert list_rows(warehouse, story.site_id) == rows
