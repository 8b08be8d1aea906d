"""Runs the fraud rules of every site shortly after new events are stored."""

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from redis import Redis
from redis.exceptions import RedisError

from buffer.lock import release_lock, renew_lock, take_lock
from buffer.renewal import keep_renewed
from database.errors import DatabaseUnavailable
from database.sessions import Sessions, begin_read
from events.keys import FRAUD_LOCK
from fraud.errors import FraudRunBusy
from fraud.facts.allowances import list_allowances
from fraud.facts.site_facts import SiteFacts, query_site_facts
from fraud.rules.rule_sets import query_rule_set
from fraud.runs.fence import FencedWarehouse
from fraud.runs.run import run_turn
from fraud.runs.run_log import query_last_run
from fraud.runs.turns import MONTHS
from registry.sites import list_sites
from warehouse.interface import StatementFailed, Value, Warehouse, WarehouseUnavailable
from warehouse.sql_files import read_statement

LOG = logging.getLogger(__name__)
# The rest is left to reports.
_MAX_SHARE_OF_TIME = 0.25
# A process that died while it held the lock blocks the others for so long.
_LOCK_MS = 40_000
_PAUSE_WAIT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class FraudLock:
    """Held by a run, or by a command that keeps runs away."""

    redis: Redis
    holder: str

    def check(self) -> None:
        """Raises :class:`FraudRunBusy` where the lock has expired: another process may run, or erase, by now."""
        if not renew_lock(self.redis, FRAUD_LOCK, self.holder, _LOCK_MS):
            raise FraudRunBusy("the lock of fraud runs expired while this process did not answer")


@contextmanager
def pause_fraud_runs(redis: Redis, wait_seconds: float = _PAUSE_WAIT_SECONDS) -> Iterator[FraudLock]:
    """No other run begins a statement meanwhile; raises :class:`FraudRunBusy` if one does not end in time.

    A statement whose process was killed may still be executed: ``fence.wait_for_statements``.
    """
    holder, deadline = secrets.token_hex(8), time.monotonic() + wait_seconds
    while not take_lock(redis, FRAUD_LOCK, holder, _LOCK_MS):
        if time.monotonic() >= deadline:
            raise FraudRunBusy("a fraud run is still going on")
        time.sleep(0.1)
    try:
        with keep_renewed(
            "lock of fraud runs", lambda: renew_lock(redis, FRAUD_LOCK, holder, _LOCK_MS), _LOCK_MS / 4000
        ):
            yield FraudLock(redis, holder)
    finally:
        # Whoever took the lock after it expired keeps it.
        release_lock(redis, FRAUD_LOCK, holder)


def run_on_schedule(
    warehouse: Warehouse,
    sessions: Sessions,
    redis: Redis,
    secret: bytes,
    every_seconds: int,
    stop: threading.Event,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    months: int = MONTHS,
) -> None:
    """Runs the rules over new events until ``stop``, every ``every_seconds`` or less often where runs take long.

    Months that a turn left waiting are covered as soon as runs may take time again. Of several processes one at a time
    does it.
    """
    rest = float(every_seconds)
    while not stop.wait(rest):
        began, is_waiting = time.monotonic(), False
        try:
            with pause_fraud_runs(redis, wait_seconds=0) as lock:
                fenced = FencedWarehouse(warehouse, lock.check)
                is_waiting = run_new(fenced, sessions, secret, now(), stop, months)
        except FraudRunBusy as exc:
            LOG.debug("no fraud run: %s", exc)
        except (RedisError, DatabaseUnavailable, WarehouseUnavailable) as exc:
            LOG.warning("fraud run postponed: %s", exc)
        spent = time.monotonic() - began
        rest = max(0 if is_waiting else every_seconds - spent, spent / _MAX_SHARE_OF_TIME - spent)


def run_new(
    warehouse: Warehouse,
    sessions: Sessions,
    secret: bytes,
    now: datetime,
    stop: threading.Event,
    months: int = MONTHS,
) -> bool:
    """Gives every site with new events one turn; returns whether any has months that wait for another one.

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
        except StatementFailed:
            LOG.exception("fraud run of site %d failed", site_id)
    return is_waiting


def _query_has_new(warehouse: Warehouse, facts: SiteFacts, now: datetime) -> bool:
    last = query_last_run(warehouse, facts.site_id)
    if last.waiting_months or last.needs_full_run(facts.fingerprint()):
        return True
    span: dict[str, Value] = {"since": last.watermark, "from_time": last.until, "until": now}
    rows = warehouse.query(read_statement("fraud.runs", "new_arrivals"), {"site_id": facts.site_id, **span})
    return rows.parse_value(bool)
