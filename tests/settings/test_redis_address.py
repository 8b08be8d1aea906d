"""An address of a Redis Cluster names some of its nodes, each reached and signed in to in the same way."""

import pytest

from settings.redis_address import list_seeds


@pytest.mark.parametrize(
    ("url", "seeds"),
    [
        ("redis+cluster://a:7000,b,[::1]:7002", ("redis://a:7000", "redis://b", "redis://[::1]:7002")),
        ("rediss+cluster://anna:p%40ss@a, b/0", ("rediss://anna:p%40ss@a/0", "rediss://anna:p%40ss@b/0")),
        ("redis://a:6379/1", ()),
        ("unix:///run/redis.sock", ()),
        ("", ()),
    ],
)
def test_seeds(url: str, seeds: tuple[str, ...]) -> None:
    assert list_seeds(url) == seeds
