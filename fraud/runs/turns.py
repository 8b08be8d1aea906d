"""What one turn of a run covers: some months, so that a site with a long history does not keep the others waiting."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from events.moments import first_of_month, next_month
from fraud.runs.spans import Written

# Months in one turn unless a setting says otherwise.
MONTHS = 6
CLICK, WAITING = "click", "waiting"


@dataclass(frozen=True, slots=True)
class Turn:
    """The clicks of each day and the months of this turn, and what is left to the next ones, in their order."""

    clicks_by_day: dict[date, int]
    months: tuple[date, ...]
    waiting_days: tuple[date, ...] = ()
    waiting_months: tuple[date, ...] = ()


def plan_turn(
    written: Iterable[Written], waiting: Sequence[date], with_conversions: Collection[date], months: int
) -> Turn:
    """The newest month first, then those that wait, the longest first, then the other months that were written.

    A month is also the baseline of the next one. ``written`` includes the days that wait, whose months are ``waiting``;
    ``months`` is 2 or more, so that a month that is written again and again does not keep the others waiting always.
    """
    clicks_by_day = {day: clicks for kind, day, clicks in written if kind in (CLICK, WAITING)}
    touched = {first_of_month(day) for kind, day, _ in written if kind != WAITING}
    touched |= {next_month(month) for month in touched} & set(with_conversions)
    queue = [*waiting, *sorted(touched - set(waiting), reverse=True)]
    newest = queue.index(max(queue)) if queue else 0
    queue = [*queue[newest : newest + 1], *queue[:newest], *queue[newest + 1 :]]
    chosen, left = queue[:months], queue[months:]
    return Turn(
        clicks_by_day={day: clicks for day, clicks in clicks_by_day.items() if first_of_month(day) in chosen},
        months=tuple(chosen),
        waiting_days=tuple(sorted(day for day in clicks_by_day if first_of_month(day) in left)),
        waiting_months=tuple(left),
    )
