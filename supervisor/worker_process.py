"""Runs what nobody waits for in this process until SIGTERM or SIGINT: fraud runs, publication, Redis's file, …"""

import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from redis import Redis
from redis.exceptions import RedisError

from buffer.rewrite import run_rewrites
from console.api.request import ApiDependencies
from console.report_schedule import run_report_mails
from database.columns import utc_now
from database.sessions import Sessions, open_sessions
from earnings.runs.schedule import follow_fraud_runs
from events.moments import DAY_MS, from_milliseconds
from fraud.runs.presence import REPORT_SECONDS, report_worker
from fraud.runs.schedule import Follow, run_on_schedule
from money.rates_file import open_rates
from outbound.schedule import open_post, run_mail
from registry.publication import run_publication
from reports.attribution.credit_preview import run_credit_previews
from reports.freshness.report import query_completeness
from reports.settled.schedule import settle_on_schedule
from settings import WorkerSettings
from settings.data_directory import read_secret, spool_directory
from settings.heartbeat import Heartbeat
from settings.logs import set_up_logging
from supervisor.loops import Loop, run_loops
from supervisor.redis_client import adopt_shards, connect_redis
from supervisor.stop_signal import set_on_signal
from supervisor.warehouse_access import open_reader
from warehouse.interface import Warehouse

_SHORT_SECONDS = 10 * 60
# An attempt at a mail server that is slow in each of its answers.
_MAIL_SECONDS = 10 * 60
# The slowest report of one reader.
_REPORT_SECONDS = 30 * 60
# A run over the whole history of one site.
_FRAUD_SECONDS = 6 * 3600
# A month of the largest site.
_SETTLER_SECONDS = 2 * 3600


def run_worker_process(settings: WorkerSettings, heartbeat: Heartbeat, more: Sequence[Loop] = ()) -> None:
    """Several workers may run: each task is done by one of them at a time, or does no harm when done twice.

    ``more`` loops run beside those that are made here.
    """
    set_up_logging(settings, "worker")
    stop, post = set_on_signal(), open_post(settings)
    if post:
        post = replace(post, secret=read_secret(settings))
    with closing(open_reader(settings)) as warehouse, connect_redis(settings) as redis:
        sessions = open_sessions(settings)
        loops = [
            Loop("publication", partial(run_publication, sessions, redis), _SHORT_SECONDS),
            Loop("presence", partial(_report_presence, redis), _SHORT_SECONDS),
            Loop("credit previews", partial(run_credit_previews, sessions, redis), _SHORT_SECONDS),
        ]
        if settings.fraud_seconds:
            secret, every = read_secret(settings), settings.fraud_seconds
            # With the clock of a test, what is due is known on request only.
            follow = None if settings.test_clock else _follow_fraud_runs(settings, sessions, redis)
            run_fraud_rules = partial(
                run_on_schedule, warehouse, sessions, redis, secret, every, months=settings.fraud_months, follow=follow
            )
            loops.append(Loop("fraud runs", run_fraud_rules, _FRAUD_SECONDS))
        if settings.settler_seconds:
            every, window_ms = settings.settler_seconds, settings.settled_days * DAY_MS
            settle = partial(settle_on_schedule, warehouse, sessions, redis, every, window_ms)
            loops.append(Loop("settler", settle, _SETTLER_SECONDS))
        if settings.redis_rewrite_seconds and not settings.redis_url:
            loops.append(Loop("rewrites", partial(run_rewrites, redis, settings.redis_rewrite_seconds), _SHORT_SECONDS))
        if post:
            loops.append(Loop("mail", partial(run_mail, sessions, post), _MAIL_SECONDS))
            reports = partial(run_report_mails, _make_report_dependencies(settings, warehouse, sessions, redis))
            loops.append(Loop("reports by mail", reports, _REPORT_SECONDS))
        run_loops([*loops, *more], stop, heartbeat)


def _make_report_dependencies(
    settings: WorkerSettings, warehouse: Warehouse, sessions: Sessions, redis: Redis
) -> ApiDependencies:
    shards, spool = adopt_shards(settings).shards, spool_directory(settings.data_dir)
    secret, rates = read_secret(settings), open_rates(settings)
    return ApiDependencies(warehouse, sessions, redis, shards, spool, secret, utc_now, rates)


def _follow_fraud_runs(settings: WorkerSettings, sessions: Sessions, redis: Redis) -> Follow:
    shards, spool = adopt_shards(settings).shards, spool_directory(settings.data_dir)

    def find_complete() -> datetime:
        return from_milliseconds(query_completeness(redis, shards, spool).complete_until_ms)

    return follow_fraud_runs(sessions, read_secret(settings), find_complete)


def _report_presence(redis: Redis, stop: threading.Event) -> None:
    while not stop.is_set():
        # Without Redis nobody can be asked either.
        with suppress(RedisError):
            report_worker(redis)
        stop.wait(REPORT_SECONDS)
