"""An address of Redis means to the edge what it means to redis-py."""

import pytest
from redis.connection import SSLConnection, UnixDomainSocketConnection, parse_url

from tracker.redis.address import RedisAddress, parse_address


@pytest.mark.parametrize(
    "url",
    [
        "redis://",
        "redis://localhost",
        "redis://redis.example:6380",
        "redis://redis.example/3",
        "redis://redis.example/?db=4",
        "redis://:p%40ss%2Fword@redis.example:6380/1",
        "redis://anna:secret@[::1]:6380/1",
        "rediss://anna:secret@redis.example",
        "unix:///tmp/redis.sock",
        "unix:///tmp/with%20space.sock?db=2",
        "unix://anna:secret@/tmp/redis.sock",
    ],
)
def test_it_is_read_as_redis_py_reads_it(url: str) -> None:
    known = dict(parse_url(url))  # type: ignore[no-untyped-call]
    assert parse_address(url) == RedisAddress(
        path=known["path"] if known.get("connection_class") is UnixDomainSocketConnection else "",
        host=known.get("host", "localhost"),
        port=known.get("port", 6379),
        is_encrypted=known.get("connection_class") is SSLConnection,
        username=known.get("username", ""),
        password=known.get("password", ""),
        database=known.get("db", 0),
    )
