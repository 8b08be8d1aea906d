"""Waits between rounds and between attempts; the latter grow and are random, so that workers do not retry at once."""

import random
from collections.abc import Iterator

FIRST_SECONDS = 0.1
# Far below the lease's time to live, which each attempt renews.
MAX_SECONDS = 3.0


def list_waits(randomness: random.Random) -> Iterator[float]:
    """Endless seconds: a random part of a limit that doubles."""
    limit = FIRST_SECONDS
    while True:
        yield randomness.uniform(limit / 2, limit)
        limit = min(2 * limit, MAX_SECONDS)


def choose_pause(batch_seconds: float, worked_seconds: float) -> float:
    """What is left of the time for a batch to fill, and at least half of the time worked: a small batch costs an
    INSERT like a large one, and where that is slow the next batch should be larger."""
    return max(batch_seconds - worked_seconds, min(worked_seconds / 2, batch_seconds))
