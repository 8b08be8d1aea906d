"""The edge leaves a tenth of a Redis with a limit of its own to ingest, and respects the lower limit of two."""

import pytest

from settings.redis_memory import choose_backlog_limit


@pytest.mark.parametrize(
    ("backlog_bytes", "maxmemory", "limit"),
    [(0, 0, 0), (500, 0, 500), (0, 1_000, 900), (500, 1_000, 500), (2_000, 1_000, 900)],
)
def test_the_lower_limit_counts(backlog_bytes: int, maxmemory: int, limit: int) -> None:
    assert choose_backlog_limit(backlog_bytes, maxmemory) == limit
