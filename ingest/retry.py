"""Retries until the warehouse takes a batch."""

import logging
import random
import threading
from collections.abc import Callable
from typing import TypeVar

from ingest.backoff import list_waits
from ingest.errors import Stopping
from warehouse.interface import StatementFailed, WarehouseUnavailable

log = logging.getLogger(__name__)

Result = TypeVar("Result")

# The rest of a message of ClickHouse may quote values of the statement.
MAX_LOGGED_REASON = 120


def retry(
    shard: int,
    attempt: Callable[[], Result],
    stop: threading.Event,
    on_failure: Callable[[], None],
    before_next: Callable[[], None],
) -> Result:
    """The result of the first attempt that succeeds; raises :class:`Stopping`, and what ``before_next`` raises."""
    for seconds in list_waits(random.Random()):
        try:
            return attempt()
        except (WarehouseUnavailable, StatementFailed) as exc:
            kind, reason = type(exc).__name__, str(exc)[:MAX_LOGGED_REASON]
            log.warning("shard %d waits for the warehouse: %s: %s", shard, kind, reason)
            on_failure()
        if stop.wait(seconds):
            break
        before_next()
    raise Stopping
