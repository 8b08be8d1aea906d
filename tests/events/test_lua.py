"""Redis knows a script by the digest that we compute."""

import redis

from events.lua import hash_script, load_script


def test_the_digest_of_a_script_is_the_name_that_redis_gives_it(redis_url: str) -> None:
    script = load_script("tracker.redis", "backlog.lua")
    with redis.Redis.from_url(redis_url) as client:
        assert client.script_load(script) == hash_script(script)
