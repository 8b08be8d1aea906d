"""Remembers recent visitors, so that one visit is one click as it is in the tag."""

from collections import OrderedDict
from dataclasses import dataclass

# Some 100 MB.
MOST_VISITORS = 200_000
# What follows a redirect this soon is where it led to.
_REDIRECT_MS = 30_000


@dataclass(slots=True)
class _Recent:
    seen_ms: int
    arrival: str = ""
    arrived_ms: int = 0
    redirected_url: str = ""
    redirected_arrival: str = ""
    redirected_ms: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it counts: ``url`` is that of the redirect before it where only that names the referral."""

    url: str
    is_click: bool
    is_new_visit: bool


class Visits:
    """The visitors of the last lines, each with the last referral; those seen longest ago are forgotten."""

    def __init__(self, pause_ms: int) -> None:
        self._pause_ms = pause_ms
        self._recent: OrderedDict[str, _Recent] = OrderedDict()

    def note_redirect(self, visitor: str, at_ms: int, url: str, arrival: str) -> None:
        """A redirect that carried a referral, which the page behind it may lack."""
        if arrival:
            recent, _ = self._find(visitor, at_ms)
            recent.redirected_url, recent.redirected_arrival, recent.redirected_ms = url, arrival, at_ms

    def see_page(self, visitor: str, at_ms: int, url: str, arrival: str) -> Page:
        """``arrival`` is the referral in the URL. The same again within the pause is a reload, not a click."""
        recent, is_new_visit = self._find(visitor, at_ms)
        if not arrival and recent.redirected_arrival and abs(at_ms - recent.redirected_ms) <= _REDIRECT_MS:
            url, arrival = recent.redirected_url, recent.redirected_arrival
        recent.redirected_arrival = ""
        recent.seen_ms = at_ms
        if not arrival:
            return Page(url, False, is_new_visit)
        is_click = recent.arrival != arrival or abs(at_ms - recent.arrived_ms) >= self._pause_ms
        recent.arrival, recent.arrived_ms = arrival, at_ms
        return Page(url, is_click, is_new_visit or is_click)

    def _find(self, visitor: str, at_ms: int) -> tuple[_Recent, bool]:
        recent = self._recent.get(visitor)
        if recent is None:
            recent = self._recent[visitor] = _Recent(-self._pause_ms - 1)
            if len(self._recent) > MOST_VISITORS:
                self._recent.popitem(last=False)
        self._recent.move_to_end(visitor)
        return recent, abs(at_ms - recent.seen_ms) >= self._pause_ms
