"""Looks a second time before anything is rejected as unknown: what was created a moment ago, only Redis has yet."""

from collections.abc import Callable
from typing import TypeVar

from events.enums import Rejection
from tracker.parsing.rejection import Rejected, RejectedEvents
from tracker.registry.view import RegistryView

Found = TypeVar("Found")
_UNKNOWN = frozenset({Rejection.UNKNOWN_SITE, Rejection.FOREIGN_ORIGIN})


async def find_or_refresh(
    registry: RegistryView, find: Callable[[], Found], is_unknown: Callable[[Found], bool]
) -> Found:
    """What ``find`` finds in the registry; where that is unknown and the registry has changed, what it finds then.

    A second look-up charges the rate limits again.
    """
    index = registry.index
    found = find()
    return find() if is_unknown(found) and await registry.fetch_newer(index) else found


def is_unknown_site(rejected: Rejected) -> bool:
    """Whether a change of the registry could make it acceptable."""
    return rejected.reason in _UNKNOWN


def has_unknown_site(rejected: RejectedEvents) -> bool:
    """Whether any event was rejected as of an unknown site."""
    return any(is_unknown_site(each) for _, each in rejected)
