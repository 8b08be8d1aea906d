"""Settles the paths of every site shortly after new events are stored."""

import logging
import threading
from contextlib import AbstractContextManager
from functools import partial

from redis import Redis

from buffer.held_lock import HeldLock, hold_lock
from buffer.turns import take_turns
from database.errors import DatabaseUnavailable
from database.sessions import Sessions, begin_read
from events.keys import SETTLER_LOCK
from registry.sites import list_sites
from reports.errors import SettlerBusy
from reports.settled.turns import settle_turn
from warehouse.fence import FencedWarehouse
from warehouse.interface import StatementFailed, Warehouse, WarehouseUnavailable

LOG = logging.getLogger(__name__)
_PAUSE_WAIT_SECONDS = 120


def pause_settler(redis: Redis, wait_seconds: float = _PAUSE_WAIT_SECONDS) -> AbstractContextManager[HeldLock]:
    """Nothing else is settled meanwhile; raises :class:`SettlerBusy` if a turn does not end in time."""
    return hold_lock(redis, SETTLER_LOCK, "turn of the settler", SettlerBusy, wait_seconds)


def settle_on_schedule(
    warehouse: Warehouse, sessions: Sessions, redis: Redis, every_seconds: int, window_ms: int, stop: threading.Event
) -> None:
    """Settles what is new until ``stop``, every ``every_seconds`` or less often where that takes long.

    Months that wait are settled as soon as the settler may take time again. Of several processes one at a time does it.
    """

    def take_turn(lock: HeldLock) -> bool:
        return settle_new(FencedWarehouse(warehouse, lock.check), sessions, window_ms, stop)

    hold, away = partial(pause_settler, redis, 0), (DatabaseUnavailable, WarehouseUnavailable)
    take_turns("turn of the settler", hold, take_turn, every_seconds, stop, busy=SettlerBusy, away=away)


def settle_new(warehouse: Warehouse, sessions: Sessions, window_ms: int, stop: threading.Event) -> bool:
    """Gives every site one turn; returns whether any has months that wait for another one.

    A site whose statement ClickHouse rejects does not stop the others.
    """
    is_waiting = False
    with begin_read(sessions) as session:
        site_ids = [site.id for site in list_sites(session)]
    for site_id in site_ids:
        if stop.is_set():
            break
        try:
            turn = settle_turn(warehouse, site_id, window_ms)
            is_waiting |= turn is not None and bool(turn.waiting_months)
        except StatementFailed:
            LOG.exception("paths of site %d cannot be settled", site_id)
    return is_waiting
