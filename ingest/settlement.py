"""The end of a batch: what cannot be stored is buried, then all is acknowledged and counted, then said."""

import logging

from redis import Redis

from ingest.batch import Batch, settle_batch
from ingest.dead_letters import bury
from ingest.storage import OnStep, Outcome, Step

log = logging.getLogger(__name__)


def settle_stored(redis: Redis, batch: Batch, outcome: Outcome, on_step: OnStep) -> None:
    """Only after the warehouse has the rows of the batch."""
    bury(redis, batch.shard, outcome.dead)
    on_step(Step.BEFORE_ACK)
    settle_batch(redis, batch, outcome.count())


def log_batch(batch: Batch, outcome: Outcome, seconds: float) -> None:
    """One line a batch."""
    log.info(
        "batch of shard %d: %d entries, %d stored, %d duplicates, %d dead, %d ms",
        batch.shard,
        len(batch.entries),
        len(outcome.stored),
        len(outcome.duplicates),
        len(outcome.dead),
        seconds * 1000,
    )
