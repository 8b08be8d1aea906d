"""The hours whose sums agree with all of their events, so that a backlog compares each hour once and not each batch."""

from collections.abc import Iterator, Set
from contextlib import contextmanager

from ingest.batch_scope import SiteHour

# Some 100 MB.
_MAX_HOURS = 500_000


class ComparedHours:
    """Of the only process that writes: what was right once stays right as long as each of its INSERTs is whole.

    It ends with the process, as does what is known of a power cut.
    """

    def __init__(self) -> None:
        self._hours: set[SiteHour] = set()

    def list_others(self, hours: Set[SiteHour]) -> set[SiteHour]:
        """Those of the hours that may be wrong."""
        return set(hours - self._hours)

    def add(self, hours: Set[SiteHour]) -> None:
        """They agree now; beyond so many, what was known is forgotten and compared again."""
        if len(self._hours) + len(hours) > _MAX_HOURS:
            self._hours.clear()
        self._hours |= hours

    @contextmanager
    def forget_on_failure(self) -> Iterator[None]:
        """Of an INSERT that failed `events` may have a part and the sums another one."""
        try:
            yield
        except BaseException:
            self._hours.clear()
            raise
