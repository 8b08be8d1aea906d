"""Tries again until the warehouse answers."""

import logging
import random
import threading
from collections.abc import Callable
from typing import TypeVar

from ingest.backoff import list_waits
from ingest.errors import Stopping
from warehouse.interface import StatementFailed, WarehouseUnavailable

log = logging.getLogger(__name__)

Done = TypeVar("Done")

# What ClickHouse says may go on with values of the statement.
MAX_LOGGED_REASON = 120


def insist(
    shard: int,
    attempt: Callable[[], Done],
    stop: threading.Event,
    on_refusal: Callable[[], None],
    before_next: Callable[[], None],
) -> Done:
    """What ``attempt`` answers at last; raises :class:`Stopping` if asked to stop, and what ``before_next`` raises."""
    for seconds in list_waits(random.Random()):
        try:
            return attempt()
        except (WarehouseUnavailable, StatementFailed) as exc:
            kind, reason = type(exc).__name__, str(exc)[:MAX_LOGGED_REASON]
            log.warning("shard %d waits for the warehouse: %s: %s", shard, kind, reason)
            on_refusal()
        if stop.wait(seconds):
            break
        before_next()
    raise Stopping
