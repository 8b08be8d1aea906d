"""A Redis that is started answers with errors until its file is loaded, and may stop doing so between two commands."""

from collections.abc import Sequence
from pathlib import Path

import hiredis
import pytest
import redis

from events.lua import load_script
from tests.tracker.spool.spooling import drain, expect_numbers, fill, make_spool, read_numbers
from tracker.redis.client import ServerClient
from tracker.redis.connection import Reply

pytestmark = pytest.mark.redis_contract


class LoadingRedis(ServerClient):
    """A Redis that is still loading its file: it rejects the first ``rejected`` commands of a drain, not the next."""

    def __init__(self, url: str, rejected: int) -> None:
        super().__init__(url, 10)
        self.rejected = rejected

    async def execute(self, packed: bytes, reply_count: int = 1, *, key: str = "") -> Sequence[Reply]:
        """The replies, those of what was rejected among them."""
        commands = split_commands(packed)
        if not self.rejected or not any(b"EVALSHA" in command for command in commands):
            return await super().execute(packed, reply_count, key=key)
        left, self.rejected = commands[self.rejected :], 0
        errors = [hiredis.ReplyError("LOADING Redis is loading the dataset in memory")] * (reply_count - len(left))
        return [*errors, *(await super().execute(b"".join(left), len(left)) if left else ())]


def split_commands(packed: bytes) -> list[bytes]:
    reader = hiredis.Reader()
    reader.feed(packed)
    return [hiredis.pack_command(tuple(command)) for command in iter(reader.gets, False)]


@pytest.mark.parametrize("rejected", range(1, 5))
def test_what_a_redis_rejects_while_it_loads_its_file_is_drained_all_the_same(
    tmp_path: Path, redis_url: str, rejected: int
) -> None:
    with redis.Redis.from_url(redis_url) as client:
        # Another worker's drain was quicker.
        client.script_load(load_script("tracker.spool", "drain.lua"))
    spool = make_spool(tmp_path)
    fill(spool, range(20))
    spool.close()
    drain(tmp_path, redis_url, redis=LoadingRedis(redis_url, rejected))
    for shard in range(2):
        assert read_numbers(redis_url, shard) == expect_numbers(range(20), shard)
