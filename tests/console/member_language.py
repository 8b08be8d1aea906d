"""A team member reads in a language for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from database.sessions import Sessions, begin_change
from registry.team.preferences import update_preferences


@contextmanager
def reading_in(sessions: Sessions, member_id: int, language: str) -> Iterator[None]:
    """Until the block ends, well or not: others read in English."""
    with begin_change(sessions) as session:
        update_preferences(session, member_id, language=language)
    try:
        yield
    finally:
        with begin_change(sessions) as session:
            update_preferences(session, member_id, language="")
