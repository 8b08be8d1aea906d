"""How much of one person's past counts, so that nobody's clicks take the reports of everybody away."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PathLimits:
    """The newest ``touches`` before a conversion count, or fewer of a crowded person.

    Crowded is who has more than ``conversions`` within the longest window, or a customer with more than ``visitors``.
    After so many conversions ``shared_touches`` are divided by their number; at least ``least_touches`` count.
    """

    touches: int = 10_000
    conversions: int = 50
    visitors: int = 1_000
    shared_touches: int = 20_000
    least_touches: int = 20

    def limit_touches(self, conversions_near: int) -> int:
        """How many touches of a conversion count that is the n-th of its person within the window."""
        if conversions_near <= self.conversions:
            return self.touches
        return min(self.touches, max(self.least_touches, self.shared_touches // conversions_near))


PATH_LIMITS = PathLimits()
