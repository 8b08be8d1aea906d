"""Publishes what became of test events, for the panel that follows them; ingest does not depend on it."""

import logging
from collections.abc import Iterator
from itertools import islice

from redis import Redis
from redis.exceptions import RedisError

from events.enums import Traffic
from events.errors import EventUndecodable
from events.event import decode_event
from events.keys import CREDIT_REQUESTS, TEST_OUTCOME
from events.test_outcome import OUTCOME_SECONDS, CreditRequest, EventOutcome, State, encode_outcome
from ingest.dead_letters.letter import DeadLetter
from ingest.storage import Outcome, PreparedBatch

log = logging.getLogger(__name__)

# Of a batch; a page's panel sends a few events, and nobody follows a flood of them.
MAX_TEST_OUTCOMES = 200
# Of all credit previews that the console has not computed yet.
MAX_PREVIEWS = 1_000
MAX_REASON = 120

_TEST = Traffic.TEST.value
PublishedOutcome = tuple[int, str, EventOutcome]


def publish_test_outcomes(redis: Redis, prepared: PreparedBatch, outcome: Outcome) -> None:
    """Writes the outcome of each test event of a settled batch, and requests its credit preview; raises nothing.

    The first outcome stays: an event that was stored and comes again is still a stored one.
    """
    outcomes = list(islice(list_test_outcomes(prepared, outcome), MAX_TEST_OUTCOMES))
    if not outcomes:
        return
    try:
        _write_outcomes(redis, outcomes)
    except RedisError as exc:
        log.warning("cannot publish the outcome of %d test events: %s", len(outcomes), exc)


def list_test_outcomes(prepared: PreparedBatch, outcome: Outcome) -> Iterator[PublishedOutcome]:
    """The dead first, which are among the rows too, then the rows; a later outcome of an event does not count."""
    yield from (found for letter in outcome.dead if (found := _parse_letter(letter)))
    events = prepared.events
    if _TEST in events["traffic"]:
        rows = zip(*(events[name] for name in ("traffic", "site_id", "event_id", "ref")), strict=True)
        for (traffic, site_id, event_id, ref), channel in zip(rows, prepared.columns["channel"], strict=True):
            if traffic == _TEST:
                yield site_id, event_id, EventOutcome(State.STORED, channel=channel, ref=ref)
    for duplicate in outcome.duplicates:
        if duplicate.event.traffic == _TEST:
            yield (
                duplicate.event.site_id,
                duplicate.event.event_id,
                EventOutcome(State.DUPLICATE, duplicate.reason.value),
            )


def _parse_letter(letter: DeadLetter) -> PublishedOutcome | None:
    """None for a line that is not an event: it has no id."""
    try:
        event = decode_event(letter.value)
    except EventUndecodable:
        return None
    is_test = event.traffic == _TEST
    return (event.site_id, event.event_id, EventOutcome(State.DEAD, letter.reason[:MAX_REASON])) if is_test else None


def _write_outcomes(redis: Redis, outcomes: list[PublishedOutcome]) -> None:
    previews = [
        encode_outcome(CreditRequest(site_id, event_id, found.ref))
        for site_id, event_id, found in outcomes
        if found.ref
    ]
    with redis.pipeline(transaction=False) as pipeline:
        for site_id, event_id, found in outcomes:
            pipeline.set(TEST_OUTCOME % (site_id, event_id), encode_outcome(found), ex=OUTCOME_SECONDS, nx=True)
        if previews:
            pipeline.rpush(CREDIT_REQUESTS, *previews)
            pipeline.ltrim(CREDIT_REQUESTS, -MAX_PREVIEWS, -1)
            pipeline.expire(CREDIT_REQUESTS, OUTCOME_SECONDS)
        pipeline.execute()
