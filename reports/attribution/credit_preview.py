"""Previews for test events who would be credited for a sale after them, by the rules of the report."""

import logging
import threading

from redis import Redis
from redis.exceptions import RedisError

from database.errors import DatabaseUnavailable
from database.sessions import Sessions, begin_read
from events.keys import CREDIT_PREVIEW, CREDIT_REQUESTS
from events.moments import DAY_MS
from events.test_outcome import OUTCOME_SECONDS, CreditPreview, CreditRequest, decode_credit_request, encode_outcome
from registry.code_lookup import query_codes
from reports.program_rules import query_program_rules

LOG = logging.getLogger(__name__)
POLL_SECONDS = 0.5
# Requests answered in one round; the rest waits for the next.
MAX_AT_ONCE = 20


def run_credit_previews(sessions: Sessions, redis: Redis, stop: threading.Event) -> None:
    """Answers the requests of ingest until ``stop``; a request that cannot be answered now is dropped."""
    while not stop.wait(POLL_SECONDS):
        try:
            answer_requests(sessions, redis)
        except (RedisError, DatabaseUnavailable) as exc:
            LOG.debug("no credit preview: %s", exc)


def answer_requests(sessions: Sessions, redis: Redis) -> None:
    """Answers the requests that wait now."""
    for value in _take_requests(redis):
        request = decode_credit_request(value)
        preview = encode_outcome(query_credit_preview(sessions, request))
        redis.set(CREDIT_PREVIEW % (request.site_id, request.event_id), preview, ex=OUTCOME_SECONDS)


def query_credit_preview(sessions: Sessions, request: CreditRequest) -> CreditPreview:
    """Whether the ref belongs to a partner and by which rules it earns, without naming the partner."""
    with begin_read(sessions) as session:
        program_id = query_codes(session, request.site_id).find_program(request.ref)
        if not program_id:
            return CreditPreview(is_known=False)
        rules = query_program_rules(session, request.site_id, {program_id}).find(program_id)
    return CreditPreview(True, rules.model, rules.window_ms // DAY_MS)


def _take_requests(redis: Redis) -> list[bytes | str]:
    taken = redis.lpop(CREDIT_REQUESTS, MAX_AT_ONCE)
    return list(taken) if isinstance(taken, list) else []
