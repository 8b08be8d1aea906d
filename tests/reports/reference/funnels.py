"""Funnels in plain Python: every way in which a person's events can fill the steps is tried.

A person's events stand in order of time; of the same millisecond the one that fills the earlier step comes first, and
what fills none comes last.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

from reports.funnel.enums import Entry, Order
from reports.funnel.question import FunnelQuestion

# The places of the events that filled the steps, one after another.
Attempt = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """One event: the steps it can fill (from 0), the exclusions it sets off, and what it is broken down by."""

    at_ms: int
    fills: frozenset[int]
    excludes: frozenset[int]
    key: str

    @property
    def rank(self) -> tuple[int, int, int]:
        """Its place among the events of a person."""
        return self.at_ms, min(self.fills, default=99), sum(1 << step for step in self.fills)


@dataclass(frozen=True, slots=True)
class Walk:
    """How far one person came: when each step was done, and the key of the event that began."""

    times_ms: tuple[int, ...]
    key: str


def walk(acts: Sequence[Act], question: FunnelQuestion, to_ms: int) -> Walk | None:
    """The attempt of one person that counts."""
    way = _walk_in_any_order if question.order is Order.UNORDERED else _walk_in_order
    ordered = sorted(acts, key=lambda act: act.rank)
    times_ms = tuple(ordered[n].at_ms for n in way(ordered, question, to_ms))
    first = [
        act
        for act in acts
        if act.at_ms in times_ms[:1] and (0 in act.fills or (way is _walk_in_any_order and act.fills))
    ]
    return Walk(times_ms, min(act.key for act in first)) if times_ms else None


def list_attempts(acts: Sequence[Act], question: FunnelQuestion, to_ms: int) -> list[Attempt]:
    """All attempts of one person, one after another: the next begins when the one under way has ended."""
    running: Attempt = ()
    ended, ordered = list[Attempt](), sorted(acts, key=lambda act: act.rank)
    for n, act in enumerate(ordered):
        done = len(running)
        if running and act.at_ms - ordered[running[0]].at_ms > question.window_ms:
            ended, running, done = [*ended, running], (), 0
        is_interrupted = question.order is Order.STRICT and done - 1 not in act.fills
        begun: Attempt = (n,) if 0 in act.fills and act.at_ms < to_ms else ()
        if running and _strikes(act, done, question):
            ended, running = [*ended, running], ()
        elif running and done in act.fills:
            running = (*running, n)
        elif not running:
            running = begun
        elif is_interrupted:
            ended, running = [*ended, running], begun
        if len(running) == len(question.steps):
            ended, running = [*ended, running], ()
    return [*ended, running] if running else ended


def _walk_in_order(acts: Sequence[Act], question: FunnelQuestion, to_ms: int) -> Attempt:
    """Deepest; of equally deep ones the first to come so far, begun as late as it could, its other steps soonest."""
    live, ever = list[Attempt](), list[Attempt]()
    for n, act in enumerate(acts):
        live = [attempt for attempt in live if act.at_ms - acts[attempt[0]].at_ms <= question.window_ms]
        is_done = any(len(attempt) == len(question.steps) for attempt in ever)
        if not is_done and any(_strikes(act, depth, question) for depth in _measure_depths(live)):
            return ()
        extended = [(*attempt, n) for attempt in live if len(attempt) in act.fills]
        idle = [attempt for attempt in live if question.order is not Order.STRICT or len(attempt) - 1 in act.fills]
        is_late = question.entry is Entry.FIRST and bool(ever)
        begun: list[Attempt] = [(n,)] if 0 in act.fills and act.at_ms < to_ms and not is_late else []
        live = idle + extended + begun
        ever += extended + begun
    return min(ever, key=lambda each: (-len(each), each[-1], -each[0], each[1:]), default=())


def _measure_depths(live: Sequence[Attempt]) -> set[int]:
    """How many steps are done from each start."""
    deepest: dict[int, int] = {}
    for attempt in live:
        deepest[attempt[0]] = max(len(attempt), deepest.get(attempt[0], 0))
    return set(deepest.values())


def _strikes(act: Act, done: int, question: FunnelQuestion) -> bool:
    """Whether one of its exclusions lies between the steps of somebody who did so many of them."""
    own = (question.exclusions[n] for n in act.excludes)
    return any(exclusion.from_step < done <= exclusion.to_step for exclusion in own)


def _walk_in_any_order(acts: Sequence[Act], question: FunnelQuestion, to_ms: int) -> Attempt:
    """Most steps; of equally many the first to come so far, begun as late as it could."""
    if question.entry is Entry.FIRST:
        begun_ms = next((act.at_ms for act in acts if act.fills), 0)
        acts = [act for act in acts if act.at_ms - begun_ms <= question.window_ms]
    best: Attempt = ()
    struck = -1
    for n, act in enumerate(acts):
        if len(best) == len(question.steps):
            break
        found = [each for each in _find_sets(acts, struck + 1, n, question) if acts[each[0]].at_ms < to_ms]
        if _strikes(act, max((len(each) for each in found if n not in each), default=0), question):
            best, struck = best[:1], n
            continue
        further = [each for each in found if len(each) > len(best)]
        best = max(further, key=lambda each: (len(each), each), default=best)
    return best


def _find_sets(acts: Sequence[Act], first: int, last: int, question: FunnelQuestion) -> Iterator[Attempt]:
    """Events up to ``last`` that fill as many different steps and lie within one window that ends with it."""
    inside = [
        n for n in range(first, last + 1) if acts[n].fills and acts[last].at_ms - acts[n].at_ms <= question.window_ms
    ]
    for count in range(1, min(len(inside), len(question.steps)) + 1):
        yield from (chosen for chosen in combinations(inside, count) if _can_fill([acts[n] for n in chosen], question))


def _can_fill(chosen: Sequence[Act], question: FunnelQuestion) -> bool:
    steps = range(len(question.steps))
    return any(
        all(step in act.fills for act, step in zip(chosen, filled, strict=True))
        for filled in permutations(steps, len(chosen))
    )
