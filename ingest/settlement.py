"""The end of a batch: appends its dead letters, acknowledges and counts all of it, and logs it."""

import logging

from redis import Redis

from ingest.batch import Batch, settle_batch
from ingest.dead_letters.stream import append_dead_letters
from ingest.storage import BatchStage, OnStage, Outcome

log = logging.getLogger(__name__)


def settle_stored(redis: Redis, batch: Batch, outcome: Outcome, on_stage: OnStage) -> None:
    """To be called only after the warehouse has the rows of the batch."""
    append_dead_letters(redis, batch.shard, outcome.dead)
    on_stage(BatchStage.BEFORE_ACK)
    settle_batch(redis, batch, outcome.count())


def log_batch(batch: Batch, outcome: Outcome, seconds: float) -> None:
    log.info(
        "batch of shard %d: %d entries, %d stored, %d duplicates, %d dead, %d ms",
        batch.shard,
        len(batch.entries),
        len(outcome.stored),
        len(outcome.duplicates),
        len(outcome.dead),
        seconds * 1000,
    )
