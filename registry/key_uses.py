"""Stores when each secret key was last used, as the edge and the console recorded it in Redis."""

from datetime import UTC, datetime

from redis import Redis
from sqlalchemy import select

from database.sessions import Sessions, begin_change, begin_read
from events.keys import KEY_USES
from registry.keys import is_newer_use, record_key_use
from registry.models import SecretKey


def store_key_uses(sessions: Sessions, redis: Redis) -> None:
    """To the minute; writes only what is newer than the stored time."""
    used = {int(key_id): datetime.fromtimestamp(int(ms) / 1000, UTC) for key_id, ms in redis.hgetall(KEY_USES).items()}
    if not used:
        return
    with begin_read(sessions) as session:
        known = session.execute(select(SecretKey.id, SecretKey.last_used_at).where(SecretKey.id.in_(used)))
        newer = [key_id for key_id, last in known if is_newer_use(last, used[key_id])]
    if newer:
        with begin_change(sessions) as session:
            for key in session.scalars(select(SecretKey).where(SecretKey.id.in_(newer))):
                record_key_use(session, key, used[key.id])
