"""Keeps every site judged: what was stored is judged a moment later, without anybody asking."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from redis import Redis
from redis.exceptions import LockError, RedisError

from database.errors import DatabaseUnavailable
from database.sessions import Sessions, begin_read
from events.keys import FRAUD_LOCK
from fraud.allowances import list_allowances
from fraud.evaluation import run
from fraud.rule_sets import read_rule_set
from fraud.runs import read_last_run
from fraud.site_facts import SiteFacts, read_site_facts
from registry.sites import list_sites
from warehouse.interface import StatementFailed, Warehouse, WarehouseUnavailable
from warehouse.sql_files import read_statement

LOG = logging.getLogger(__name__)
# Of the time that reports also need.
_LARGEST_SHARE_OF_TIME = 0.25
# A console that died in its turn holds up the others for so long.
_LONGEST_TURN_SECONDS = 900


def keep_judged(
    warehouse: Warehouse,
    sessions: Sessions,
    redis: Redis,
    secret: bytes,
    every_seconds: int,
    stop: threading.Event,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Until ``stop``: judges what is new, ``every_seconds`` or less often where that would take too much of the time.

    Of several consoles one at a time does it.
    """
    rest = float(every_seconds)
    while not stop.wait(rest):
        began = time.monotonic()
        try:
            with redis.lock(FRAUD_LOCK, timeout=_LONGEST_TURN_SECONDS, blocking_timeout=0):
                judge_news(warehouse, sessions, secret, now(), stop)
        except LockError:
            LOG.debug("another console judges")
        except (RedisError, DatabaseUnavailable, WarehouseUnavailable) as exc:
            LOG.warning("judging waits: %s", exc)
        spent = time.monotonic() - began
        rest = max(every_seconds - spent, spent / _LARGEST_SHARE_OF_TIME - spent)


def judge_news(warehouse: Warehouse, sessions: Sessions, secret: bytes, now: datetime, stop: threading.Event) -> None:
    """One look at every site; a site whose rules ClickHouse refuses holds up no other."""
    with begin_read(sessions) as session:
        site_ids = [site.id for site in list_sites(session)]
    for site_id in site_ids:
        if stop.is_set():
            return
        with begin_read(sessions) as session:
            facts = read_site_facts(session, site_id, secret, list_allowances(warehouse, site_id))
        try:
            if _has_news(warehouse, facts):
                run(warehouse, facts, read_rule_set(warehouse, site_id), now)
        except StatementFailed:
            LOG.exception("site %d cannot be judged", site_id)


def _has_news(warehouse: Warehouse, facts: SiteFacts) -> bool:
    last = read_last_run(warehouse, facts.site_id)
    if last.must_judge_everything(facts.fingerprint()):
        return True
    rows = warehouse.query(read_statement("fraud", "news"), {"site_id": facts.site_id, "since": last.watermark})
    return bool(rows.columns[0][0])
