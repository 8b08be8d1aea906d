"""A funnel question: steps, their order and window, and what is counted."""

from dataclasses import dataclass

from events.moments import DAY_MS
from reports.funnel.enums import Counting, Entry, Mode, Order

MAX_STEPS = 20
MAX_EXCLUSIONS = 20
MAX_MODES = 3
DIMENSIONS = ("partner", "ref", "channel", "country", "device", "browser", "os")
DEFAULT_WINDOW_MS = 14 * DAY_MS
# Where the buckets of a histogram begin: at 0, 1 and 10 seconds, 1 and 10 minutes, 1 and 6 hours, 1, 7 and 30 days.
BOUNDS_SECONDS = (0, 1, 10, 60, 600, 3600, 21_600, 86_400, 604_800, 2_592_000)


@dataclass(frozen=True, slots=True)
class Step:
    """What an event must be to fill a step; empty: any. ``path`` is a regular expression over the whole path."""

    type: str
    name: str
    path: str
    property_name: str
    property_value: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An event that must not happen after ``from_step`` and before ``to_step``, counted from 0."""

    type: str
    name: str
    from_step: int
    to_step: int


@dataclass(frozen=True, slots=True)
class FunnelQuestion:
    """``window_ms``, inclusive, from the first step to the last; ``by`` empty: no breakdown.

    ``grace_ms``: within which two steps may change places; ``histogram``: of the times of each step.
    """

    steps: tuple[Step, ...]
    order: Order
    modes: tuple[Mode, ...]
    entry: Entry
    counting: Counting
    window_ms: int
    grace_ms: int
    by: str
    exclusions: tuple[Exclusion, ...]
    histogram: bool
