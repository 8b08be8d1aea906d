"""A node named by another one is reached and signed in to like those of the configured address."""

import pytest

from settings.redis_address import list_seeds
from tracker.redis.cluster.slot_map import SlotMap


@pytest.mark.parametrize(
    ("address", "host", "named"),
    [
        ("redis+cluster://a:7000,b", "10.0.0.3", "redis://10.0.0.3:7001"),
        ("rediss+cluster://anna:p%40ss@a", "b.example", "rediss://anna:p%40ss@b.example:7001"),
        ("redis+cluster://a", "::1", "redis://[::1]:7001"),
        ("redis+cluster://a", "", "redis://asked:7001"),
    ],
)
def test_its_address(address: str, host: str, named: str) -> None:
    assert SlotMap(list_seeds(address), 1).name_node(host, 7001, "redis://asked:7000") == named
