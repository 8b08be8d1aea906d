"""Tells what became of test events, for the panel that follows them; nothing depends on its being told."""

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
from ingest.dead_letters import DeadLetter
from ingest.storage import Outcome, Prepared

log = logging.getLogger(__name__)

# Of a batch; a page's panel sends a few events, and a flood of them is nobody's question.
MOST_FATES = 200
# Of all that the console has not answered yet.
MOST_QUESTIONS = 1_000
MAX_REASON = 120

_TEST = Traffic.TEST.value
Told = tuple[int, str, EventOutcome]


def tell_fates(redis: Redis, prepared: Prepared, outcome: Outcome) -> None:
    """Writes the fate of each test event of a settled batch, and asks for its credit; raises nothing.

    The first word stays: an event that was stored and comes again is still a stored one.
    """
    fates = list(islice(list_fates(prepared, outcome), MOST_FATES))
    if not fates:
        return
    try:
        _write_fates(redis, fates)
    except RedisError as exc:
        log.warning("the fate of %d test events could not be told: %s", len(fates), exc)


def list_fates(prepared: Prepared, outcome: Outcome) -> Iterator[Told]:
    """First the dead, which stand among the rows too, then the rows, of which some come again as duplicates."""
    yield from (told for letter in outcome.dead if (told := _read_letter(letter)))
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


def _read_letter(letter: DeadLetter) -> Told | None:
    """None for a line that is no event: it has no id to ask by."""
    try:
        event = decode_event(letter.value)
    except EventUndecodable:
        return None
    is_test = event.traffic == _TEST
    return (event.site_id, event.event_id, EventOutcome(State.DEAD, letter.reason[:MAX_REASON])) if is_test else None


def _write_fates(redis: Redis, fates: list[Told]) -> None:
    questions = [
        encode_outcome(CreditRequest(site_id, event_id, fate.ref)) for site_id, event_id, fate in fates if fate.ref
    ]
    with redis.pipeline(transaction=False) as pipeline:
        for site_id, event_id, fate in fates:
            pipeline.set(TEST_OUTCOME % (site_id, event_id), encode_outcome(fate), ex=OUTCOME_SECONDS, nx=True)
        if questions:
            pipeline.rpush(CREDIT_REQUESTS, *questions)
            pipeline.ltrim(CREDIT_REQUESTS, -MOST_QUESTIONS, -1)
            pipeline.expire(CREDIT_REQUESTS, OUTCOME_SECONDS)
        pipeline.execute()
