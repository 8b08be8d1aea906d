"""Takes over from the edge when each secret key was last used."""

from datetime import UTC, datetime

from redis import Redis
from sqlalchemy import select

from database.sessions import Sessions, begin_change, begin_read
from events.keys import KEY_USES
from registry.keys import is_worth_noting, note_use
from registry.models import SecretKey


def take_over_key_uses(sessions: Sessions, redis: Redis) -> None:
    """Keeps the times that Redis has of uses, to the minute; writes only where there is something new."""
    used = {int(key_id): datetime.fromtimestamp(int(ms) / 1000, UTC) for key_id, ms in redis.hgetall(KEY_USES).items()}
    if not used:
        return
    with begin_read(sessions) as session:
        known = session.execute(select(SecretKey.id, SecretKey.last_used_at).where(SecretKey.id.in_(used)))
        newer = [key_id for key_id, last in known if is_worth_noting(last, used[key_id])]
    if newer:
        with begin_change(sessions) as session:
            for key in session.scalars(select(SecretKey).where(SecretKey.id.in_(newer))):
                note_use(session, key, used[key.id])
