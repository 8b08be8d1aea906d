"""A start remakes nothing while a batch may have been written and not yet acknowledged."""

from pathlib import Path

from redis import Redis

from events.keys import GROUP, stream_key
from ingest.batch import create_group
from supervisor.part_process import is_settled
from tests.ingest.builders import append_events, make_event, make_settings


def test_a_batch_in_flight_keeps_the_form_of_the_rollups(redis_url: str, tmp_path: Path) -> None:
    settings = make_settings(tmp_path, redis_url=redis_url)
    assert is_settled(settings)
    with Redis.from_url(redis_url) as redis:
        append_events(redis, [make_event(visitor_id="v1")], per_entry=1)
        assert is_settled(settings)
        shard = next(shard for shard in range(settings.shards) if redis.xlen(stream_key(shard)))
        create_group(redis, shard)
        [[_, [(entry_id, _)]]] = redis.xreadgroup(GROUP, "owner", {stream_key(shard): ">"})
        assert not is_settled(settings)
        redis.xack(stream_key(shard), GROUP, entry_id)
    assert is_settled(settings)


def test_nothing_is_sure_while_redis_is_away(tmp_path: Path) -> None:
    assert not is_settled(make_settings(tmp_path, redis_url=f"unix://{tmp_path}/nobody.sock"))
