"""Removal effects by solving the chain once for each key that is taken out, in exact fractions."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from events.moments import to_milliseconds
from registry.code_lookup import CodeLookup
from reports.paths.question import CreditQuestion
from tests.reports.reference.clicks import Clicks, order_of
from tests.reports.reference.paths import Path, find_ref, make_touch

_START, _CONVERSION, _NULL = "\0start", "\0conversion", "\0null"


def measure_effects(
    question: CreditQuestion, codes: CodeLookup, paths: Sequence[Path], clicks: Clicks
) -> dict[str, Fraction]:
    """Key → the part of all conversions that is lost if every step into it leads to null."""
    walks = [
        [_START, *(touch.key for touch in path.touches), _CONVERSION]
        for path in paths
        if not path.touches[0].is_nobodys
    ]
    if not walks:
        return {}
    taken = {touch.event["event_id"] for path in paths for touch in path.touches}
    for find_clicks in (clicks.find_confirmed, clicks.find_claimed):
        taken |= {click["event_id"] for path in paths for click in find_clicks(path.conversion)}
    for own in clicks.find_outsiders(taken).values():
        inside = [click for click in own if question.from_ms <= to_milliseconds(click["timestamp"]) < question.to_ms]
        inside.sort(key=order_of)
        keys = [make_touch(click, find_ref(click, codes), question.by, codes, None).key for click in inside]
        walks += [[_START, *keys, _NULL]] if keys else []
    steps = Counter(step for walk in walks for step in pairwise(walk))
    whole = _find_chance(steps, removed=_NULL)
    keys = sorted({key for walk in walks for key in walk[1:-1]})
    return {key: 1 - _find_chance(steps, removed=key) / whole for key in keys}


def _find_chance(steps: Counter[tuple[str, str]], removed: str) -> Fraction:
    """The chance to come from the start to a conversion, by taking out one state after another."""
    left = Counter[str]()
    for (state, _), count in steps.items():
        left[state] += count
    chances: dict[str, dict[str, Fraction]] = {state: {} for state in left if state != removed}
    for (state, reached), count in steps.items():
        if removed not in (state, reached):
            chances[state][reached] = Fraction(count, left[state])
    for state in sorted(chances.keys() - {_START}):
        onward = chances.pop(state)
        stays = onward.pop(state, Fraction(0))
        for others in chances.values():
            into = others.pop(state, Fraction(0)) / (1 - stays)
            for reached, chance in onward.items() if into else ():
                others[reached] = others.get(reached, Fraction(0)) + into * chance
    return chances[_START].get(_CONVERSION, Fraction(0))
