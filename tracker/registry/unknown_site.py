"""A second look before anybody is refused as a stranger: what was created a moment ago, Redis knows before we do."""

from collections.abc import Callable
from typing import TypeVar

from events.enums import Rejection
from tracker.edge import Edge
from tracker.intake import Intake
from tracker.parsing.rejection import Rejected

Seen = TypeVar("Seen")
_STRANGE = frozenset({Rejection.UNKNOWN_SITE, Rejection.FOREIGN_ORIGIN})


async def look_twice(edge: Edge, look: Callable[[], Seen], is_stranger: Callable[[Seen], bool]) -> Seen:
    """What ``look`` sees in the registry; where that is a stranger and there is news, what it sees then.

    Limits that ``look`` takes from are taken from twice then.
    """
    index = edge.registry.index
    seen = look()
    return look() if is_stranger(seen) and await edge.registry.look_again(index) else seen


def is_strange(rejected: Rejected) -> bool:
    """Whether a change of the registry could make it good."""
    return rejected.reason in _STRANGE


def has_strangers(intake: Intake) -> bool:
    """Whether anything in it was refused so."""
    return any(is_strange(rejected) for _, rejected in intake.rejected)
