"""Makes the demo's past: events, a fraud run, commissions and payout runs; nothing of it twice."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from redis import Redis

from database.sessions import Sessions, begin_read
from demo.history.delivery import HistoryStopped, append_events, parse_reports, wait_until_stored
from demo.history.money import Keys, add_methods, draft_payouts, list_made_runs, pay_run, save_rules
from demo.history.steps import Step
from demo.seed import find_demo_site
from demo.story.days import DAYS
from demo.story.whole import make_story
from earnings.payout_runs.actors import Actor
from earnings.runs.run import run_commissions
from events.moments import to_milliseconds
from events.snapshot import EdgeSite
from fraud.facts.allowances import list_allowances
from fraud.facts.site_facts import query_site_facts
from fraud.rules.rule_sets import query_rule_set
from fraud.runs.run import run
from fraud.runs.schedule import pause_fraud_runs
from registry.links import list_links
from registry.partners import list_partners
from registry.publication import read_snapshot
from registry.team.members import list_members
from reports.freshness.report import query_counts
from reports.settled.schedule import pause_settler
from settings.machine import count_cores
from warehouse.fence import FencedWarehouse
from warehouse.interface import Warehouse, WarehouseUnavailable

LOG = logging.getLogger(__name__)
# One run is paid, the next one waits for approval.
_RUNS = 2
# When the paid one was made, before the end of the story.
_PAID_DAYS = 32
_POLL_SECONDS = 0.05
# Each takes memory of its own.
_MOST_RULES_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Installation:
    """The stores of the installation whose demo is to be filled."""

    sessions: Sessions
    redis: Redis
    redis_url: str
    warehouse: Warehouse
    shards: int
    spool: Path
    secret: bytes
    payout_keys: Keys


def make_history(
    made: Installation, is_stopping: Callable[[], bool], on_step: Callable[[Step], None] = lambda _: None
) -> bool:
    """Whether there was anything to make; raises ``HistoryStopped`` where the installation is stopped meanwhile.

    ``on_step`` is called after each step.
    """
    with begin_read(made.sessions) as session:
        site = find_demo_site(session)
        if site is None:
            return False
        snapshot = next(each for each in read_snapshot(session).sites if each.site_id == site.id)
        actor = _find_actor(site.id, [member.id for member, _ in list_members(session, site.id)])
        codes = {partner.id: partner.own_code for partner in list_partners(session, site.id)}
        links = {codes[link.partner_id]: link.code for link in reversed(list_links(session, site.id))}
    if len(list_made_runs(made.sessions, site.id)) >= _RUNS:
        return False
    end = site.created_at
    beginning = end - timedelta(days=DAYS + 1)
    save_rules(made.sessions, site.id, actor, beginning)
    add_methods(made.sessions, site.id, made.payout_keys, made.secret, beginning)
    # Else the worker would do the same beside it, with a part of the events.
    with pause_settler(made.redis), pause_fraud_runs(made.redis) as lock:
        with _take(Step.EVENTS, on_step):
            _send_story(made, snapshot, to_milliseconds(end), links)
        with _take(Step.INGEST, on_step):
            _wait_for_warehouse(made.warehouse, is_stopping)
            wait_until_stored(lambda: query_counts(made.redis, made.shards, site.id, made.spool), is_stopping)
        fenced = FencedWarehouse(made.warehouse, lock.check)
        with _take(Step.FRAUD_RUN, on_step):
            _run_fraud_rules(made, fenced, site.id, end)
        with _take(Step.MONEY, on_step):
            _move_money(made, fenced, site.id, actor, end)
    return True


def _find_actor(site_id: int, member_ids: list[int]) -> Actor:
    name = f"member:{member_ids[0]}"
    return Actor(name, name)


def _send_story(made: Installation, site: EdgeSite, end_ms: int, links: dict[str, str]) -> None:
    """Sent again after a start that was cut short, the same events have the same ids and are dropped by ingest."""
    events = parse_reports(make_story(end_ms, links), site, made.secret)
    counts = query_counts(made.redis, made.shards, site.site_id, made.spool)
    if counts.accepted < len(events):
        append_events(events, made.shards, made.redis_url)


def _wait_for_warehouse(warehouse: Warehouse, is_stopping: Callable[[], bool]) -> None:
    while True:
        try:
            warehouse.query("select 1")
            return
        except WarehouseUnavailable:
            if is_stopping():
                raise HistoryStopped from None
            time.sleep(_POLL_SECONDS)


def _run_fraud_rules(made: Installation, warehouse: Warehouse, site_id: int, now: datetime) -> None:
    with begin_read(made.sessions) as session:
        facts = query_site_facts(session, site_id, made.secret, list_allowances(warehouse, site_id))
    # Nobody reads a report yet.
    run(warehouse, facts, query_rule_set(warehouse, site_id), now, at_once=min(count_cores(), _MOST_RULES_AT_ONCE))


def _move_money(made: Installation, warehouse: Warehouse, site_id: int, actor: Actor, end: datetime) -> None:
    """First as on the day of the paid run, then as on the last day."""
    paid_at = end - timedelta(days=_PAID_DAYS)
    runs = list_made_runs(made.sessions, site_id)
    if not runs:
        _run_commissions(made, warehouse, site_id, paid_at)
        runs = [draft_payouts(made.sessions, site_id, actor, paid_at)]
    pay_run(made.sessions, site_id, runs[0].run.id, made.payout_keys, actor, paid_at)
    _run_commissions(made, warehouse, site_id, end)
    draft_payouts(made.sessions, site_id, actor, end)


def _run_commissions(made: Installation, warehouse: Warehouse, site_id: int, now: datetime) -> None:
    while run_commissions(warehouse, made.sessions, site_id, made.secret, now).is_waiting:
        pass


@contextmanager
def _take(step: Step, on_step: Callable[[Step], None]) -> Iterator[None]:
    began = time.monotonic()
    yield
    LOG.info("demo: %s in %.1f s", step, time.monotonic() - began)
    on_step(step)
