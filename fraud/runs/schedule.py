"""Runs the fraud rules of every site shortly after new events are stored."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial

from redis import Redis

from buffer.held_lock import HeldLock, hold_lock
from buffer.turns import take_turns
from database.errors import DatabaseUnavailable
from database.sessions import Sessions, begin_read
from events.keys import FRAUD_LOCK
from fraud.errors import FraudRunBusy
from fraud.facts.allowances import list_allowances
from fraud.facts.site_facts import SiteFacts, query_site_facts
from fraud.rules.rule_sets import query_rule_set
from fraud.runs.run import run_turn
from fraud.runs.run_log import find_since, query_last_run
from fraud.runs.turns import MONTHS
from registry.sites import list_sites
from warehouse.fence import FencedWarehouse
from warehouse.interface import StatementFailed, Value, Warehouse, WarehouseUnavailable
from warehouse.sql_files import read_statement

LOG = logging.getLogger(__name__)
# What is done for a site after its fraud run; whether some of it waits for the next turn.
Follow = Callable[[Warehouse, int], bool]
_PAUSE_WAIT_SECONDS = 120


def pause_fraud_runs(redis: Redis, wait_seconds: float = _PAUSE_WAIT_SECONDS) -> AbstractContextManager[HeldLock]:
    """No other run begins a statement meanwhile; raises :class:`FraudRunBusy` if one does not end in time.

    A statement whose process was killed may still be executed: ``fence.wait_for_statements``.
    """
    return hold_lock(redis, FRAUD_LOCK, "fraud run", FraudRunBusy, wait_seconds)


def run_on_schedule(
    warehouse: Warehouse,
    sessions: Sessions,
    redis: Redis,
    secret: bytes,
    every_seconds: int,
    stop: threading.Event,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    months: int = MONTHS,
    follow: Follow | None = None,
) -> None:
    """Runs the rules over new events until ``stop``, every ``every_seconds`` or less often where runs take long.

    Months that a turn left waiting are covered as soon as runs may take time again. Of several processes one at a time
    does it.
    """

    def take_turn(lock: HeldLock) -> bool:
        return run_new(FencedWarehouse(warehouse, lock.check), sessions, secret, now(), stop, months, follow)

    hold, away = partial(pause_fraud_runs, redis, 0), (DatabaseUnavailable, WarehouseUnavailable)
    take_turns("fraud run", hold, take_turn, every_seconds, stop, busy=FraudRunBusy, away=away)


def run_new(
    warehouse: Warehouse,
    sessions: Sessions,
    secret: bytes,
    now: datetime,
    stop: threading.Event,
    months: int = MONTHS,
    follow: Follow | None = None,
) -> bool:
    """Gives every site with new events one turn, and what follows it; returns whether any waits for another one.

    A site whose rules ClickHouse rejects does not stop the others.
    """
    is_waiting = False
    with begin_read(sessions) as session:
        site_ids = [site.id for site in list_sites(session)]
    for site_id in site_ids:
        if stop.is_set():
            break
        with begin_read(sessions) as session:
            facts = query_site_facts(session, site_id, secret, list_allowances(warehouse, site_id))
        try:
            if _query_has_new(warehouse, facts, now):
                done = run_turn(warehouse, facts, query_rule_set(warehouse, site_id), now, months=months)
                is_waiting |= done.waiting_months > 0
            is_waiting |= follow is not None and follow(warehouse, site_id)
        except StatementFailed:
            LOG.exception("fraud run of site %d failed", site_id)
    return is_waiting


def _query_has_new(warehouse: Warehouse, facts: SiteFacts, now: datetime) -> bool:
    last = query_last_run(warehouse, facts.site_id)
    if last.waiting_months or last.needs_full_run(facts.fingerprint()):
        return True
    span: dict[str, Value] = {
        "since": find_since(warehouse, facts.site_id, last),
        "from_time": last.until,
        "until": now,
    }
    rows = warehouse.query(read_statement("fraud.runs", "new_arrivals"), {"site_id": facts.site_id, **span})
    return rows.parse_value(bool)
