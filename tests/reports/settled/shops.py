"""Settles the paths of a site at once, and asks for the same credit settled and computed."""

from dataclasses import replace

from events.moments import DAY_MS
from reports.paths.limits import PATH_LIMITS
from reports.paths.question import CreditQuestion
from reports.settled.reading import find_settled
from reports.settled.turns import settle_turn
from warehouse.interface import Warehouse

WINDOW_MS = 400 * DAY_MS
# The settler knows no other limits than its own: with these a path is computed.
_OTHER_LIMITS = replace(PATH_LIMITS, many_pairs=PATH_LIMITS.many_pairs + 1)


def settle(warehouse: Warehouse, site_id: int, *, start_over: bool = False) -> int:
    """Turns until nothing waits; returns how many. Nothing is being stored meanwhile."""
    turns = 0
    while settle_turn(warehouse, site_id, WINDOW_MS, start_over=start_over and not turns, overlap_ms=0) is not None:
        turns += 1
    return turns


def compute(question: CreditQuestion) -> CreditQuestion:
    """The question, answered from the events."""
    return replace(question, limits=_OTHER_LIMITS)


def count_unsettled(warehouse: Warehouse, question: CreditQuestion) -> int | None:
    """How many conversions are computed; None: all."""
    found = find_settled(warehouse, question).settled
    return None if found is None else len(found.unsettled_ids)
