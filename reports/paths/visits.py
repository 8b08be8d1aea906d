"""Which clicks of their person the conversions of crowded people count; crowd_joins.sql joins by them."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import msgspec

from reports.paths.limits import PathLimits
from warehouse.interface import Value

# Of the key of a click, see crowd_clicks.sql.
_CROWD_SHIFT, _CROWD_COUNT, _TIME_SHIFT, _ID_END = 51, 8192, 12, 4095
# Clicks of one slot: more slots are more rows to join, fewer are more pairs that do not count.
_SLOT_CLICKS, _MOST_SLOTS = 64, 10_000


class CrowdClicks(msgspec.Struct, frozen=True, gc=False):
    """A row of crowd_clicks.sql."""

    crowd: int
    earlier_clicks: int
    click_keys: list[int]


class CrowdConversion(msgspec.Struct, frozen=True, gc=False):
    """A row of crowd_conversions.sql."""

    crowd: int
    at_ms: int
    conversion_id: str
    is_claim: bool
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """``first`` (from 1) and ``count`` of the slots that a conversion visits, the key of the first click it counts."""

    name: str
    first: int
    count: int
    first_key: int


@dataclass(frozen=True, slots=True)
class Visits:
    """``slots``: keys with which the parts of the clicks begin.

    ``cut_people``: of whose clicks before a conversion not all count, by the place of their id.
    ``touch_limits``: how many touches of a conversion count.
    """

    slots: Sequence[int] = ()
    visits: Sequence[Visit] = ()
    cut_people: Set[int] = frozenset()
    touch_limits: Mapping[str, int] = field(default_factory=dict)

    def make_parameters(self) -> Mapping[str, Value]:
        """The parameters of crowd_joins.sql, and the limits of paths.sql."""
        return {
            "crowd_slots": self.slots,
            "visits": [each.name for each in self.visits],
            "visit_starts": [each.first for each in self.visits],
            "visit_counts": [each.count for each in self.visits],
            "visit_keys": [each.first_key for each in self.visits],
            "limited_conversions": list(self.touch_limits),
            "conversion_limits": list(self.touch_limits.values()),
        }


NO_VISITS = Visits()


@dataclass(frozen=True, slots=True)
class _Past:
    """Clicks and seconds of conversions of one person, in order of time; ``confirmed_seconds``: of confirmed ones."""

    start_key: int
    earlier_clicks: int
    click_keys: Sequence[int]
    seconds: Sequence[int]
    confirmed_seconds: Sequence[int]

    @property
    def end_key(self) -> int:
        """The last that a click may have."""
        return self.start_key + (1 << _CROWD_SHIFT) - 1


def make_visits(
    clicks: Sequence[CrowdClicks],
    conversions: Sequence[CrowdConversion],
    limits: PathLimits,
    from_ms: int,
    window_ms: int,
    confirmed_crowds: Set[int],
) -> Visits:
    """``conversions``: also those of the window before ``from_ms``, from when on they are asked for.

    ``confirmed_crowds``: those whose clicks are cut before confirmed conversions too.
    """
    pasts = _collect_pasts(clicks, conversions)
    slots = _choose_slots(list(pasts.values()))
    visits, cut_people, touch_limits = [], set[int](), dict[str, int]()
    for each in conversions:
        if each.at_ms < from_ms:
            continue
        past = pasts[each.crowd]
        if each.is_confirmed and each.crowd not in confirmed_crowds:
            visits.append(_visit_slots(slots, each, past.start_key, past.end_key))
            continue
        own_key = past.start_key + (each.at_ms - from_ms + window_ms << _TIME_SHIFT) + _ID_END
        touch_limit = limits.limit_touches(_count_near(past, each, window_ms // 1000))
        if not each.is_claim:
            touch_limits[each.conversion_id] = min(touch_limit, touch_limits.get(each.conversion_id, touch_limit))
        skipped = past.earlier_clicks + bisect_right(past.click_keys, own_key) - touch_limit
        if skipped > 0:
            # Two crowds are of one id.
            cut_people.add((each.crowd + 1) // 2)
        first_key = past.start_key
        if skipped >= past.earlier_clicks and skipped > 0:
            first_key = max(past.start_key + 1, past.click_keys[skipped - past.earlier_clicks])
        visits.append(_visit_slots(slots, each, first_key, own_key))
    return Visits(slots, visits, cut_people, touch_limits)


def _visit_slots(slots: Sequence[int], conversion: CrowdConversion, first_key: int, last_key: int) -> Visit:
    first, last = bisect_right(slots, first_key), bisect_right(slots, last_key)
    return Visit(f"{conversion.crowd} {conversion.conversion_id}", first, last - first + 1, first_key)


def _collect_pasts(clicks: Sequence[CrowdClicks], conversions: Sequence[CrowdConversion]) -> Mapping[int, _Past]:
    seconds, confirmed_seconds = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for each in conversions:
        seconds[each.crowd].append(each.at_ms // 1000)
        if each.is_confirmed:
            confirmed_seconds[each.crowd].append(each.at_ms // 1000)
    found = {each.crowd: each for each in clicks}
    crowds = {*found, *seconds}
    none = CrowdClicks(0, 0, [])
    return {
        crowd: _Past(
            crowd % _CROWD_COUNT << _CROWD_SHIFT,
            found.get(crowd, none).earlier_clicks,
            sorted(found.get(crowd, none).click_keys),
            sorted(seconds[crowd]),
            sorted(confirmed_seconds[crowd]),
        )
        for crowd in crowds
    }


def _choose_slots(pasts: Sequence[_Past]) -> list[int]:
    spacing = max(_SLOT_CLICKS, sum(len(past.click_keys) for past in pasts) // _MOST_SLOTS)
    starts = {past.start_key for past in pasts}
    return sorted(starts.union(*(past.click_keys[spacing::spacing] for past in pasts)))


def _count_near(past: _Past, conversion: CrowdConversion, window_seconds: int) -> int:
    """How many conversions the crowd has in the window before it, itself included; of a confirmed one the confirmed."""
    seconds = past.confirmed_seconds if conversion.is_confirmed else past.seconds
    second = conversion.at_ms // 1000
    return bisect_right(seconds, second) - bisect_left(seconds, second - window_seconds)
