"""How much of one person's past counts, so that nobody's clicks take the reports of everybody away."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PathLimits:
    """Before the n-th conversion of a person within the longest window the newest ``shared_touches`` / n count.

    They are at most ``touches`` and at least ``least_touches``. Whose clicks and browsers times conversions are more
    than ``many_pairs`` is crowded: of nobody else they can be cut, as long as these are not more than are shared.
    """

    touches: int = 10_000
    shared_touches: int = 20_000
    least_touches: int = 20
    many_pairs: int = 20_000

    def limit_touches(self, conversions_near: int) -> int:
        """How many touches of a conversion count that is the n-th of its person within the window."""
        return min(self.touches, max(self.least_touches, self.shared_touches // max(conversions_near, 1)))


PATH_LIMITS = PathLimits()
