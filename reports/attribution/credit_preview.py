"""Foretells for test events whether a sale after them would be credited: the rules of the report, asked beforehand."""

import logging
import threading

from redis import Redis
from redis.exceptions import RedisError

from database.errors import DatabaseUnavailable
from database.sessions import Sessions, begin_read
from events.keys import CREDIT_PREVIEW, CREDIT_REQUESTS
from events.moments import DAY_MS
from events.test_outcome import OUTCOME_SECONDS, CreditPreview, CreditRequest, decode_credit_request, encode_outcome
from registry.codes import read_codes
from reports.attribution.rules import read_rules_of_programs

LOG = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 0.5
# What a look answers; the rest waits for the next.
MOST_AT_ONCE = 20


def keep_foretold(sessions: Sessions, redis: Redis, stop: threading.Event) -> None:
    """Until ``stop``: answers what ingest asks; a question that cannot be answered now is not asked again."""
    while not stop.wait(LOOK_EVERY_SECONDS):
        try:
            foretell_asked(sessions, redis)
        except (RedisError, DatabaseUnavailable) as exc:
            LOG.debug("nothing is foretold: %s", exc)


def foretell_asked(sessions: Sessions, redis: Redis) -> None:
    """One look at the questions."""
    for value in _take_questions(redis):
        question = decode_credit_request(value)
        told = encode_outcome(foretell_credit(sessions, question))
        redis.set(CREDIT_PREVIEW % (question.site_id, question.event_id), told, ex=OUTCOME_SECONDS)


def foretell_credit(sessions: Sessions, question: CreditRequest) -> CreditPreview:
    """Says whether the ref is some partner's and by which rules he earns, and nothing of who that is."""
    with begin_read(sessions) as session:
        program_id = read_codes(session, question.site_id).find_program(question.ref)
        if not program_id:
            return CreditPreview(is_known=False)
        rules = read_rules_of_programs(session, question.site_id, {program_id}).find(program_id)
    return CreditPreview(True, rules.model, rules.window_ms // DAY_MS)


def _take_questions(redis: Redis) -> list[bytes | str]:
    taken = redis.lpop(CREDIT_REQUESTS, MOST_AT_ONCE)
    return list(taken) if isinstance(taken, list) else []
