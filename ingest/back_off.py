"""Waits between attempts: longer each time, at random so that many workers do not come back at once."""

import random
from collections.abc import Iterator

FIRST_SECONDS = 0.1
# Far below the lease's time to live, which each attempt renews.
MOST_SECONDS = 3.0


def list_waits(randomness: random.Random) -> Iterator[float]:
    """Seconds without end: "full jitter", a random part of a limit that doubles."""
    limit = FIRST_SECONDS
    while True:
        yield randomness.uniform(limit / 2, limit)
        limit = min(2 * limit, MOST_SECONDS)
