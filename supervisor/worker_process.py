"""Runs what nobody waits for in this process until SIGTERM or SIGINT: fraud runs, publication, Redis's file, …"""

import threading
from contextlib import closing, suppress
from functools import partial

from redis import Redis
from redis.exceptions import RedisError

from buffer.rewrite import run_rewrites
from database.sessions import open_sessions
from fraud.runs.presence import REPORT_SECONDS, report_worker
from fraud.runs.schedule import run_on_schedule
from registry.publication import run_publication
from reports.attribution.credit_preview import run_credit_previews
from settings import WorkerSettings
from settings.data_directory import read_secret
from settings.heartbeat import Heartbeat
from settings.logs import set_up_logging
from supervisor.loops import Loop, run_loops
from supervisor.redis_client import connect_redis
from supervisor.stop_signal import set_on_signal
from supervisor.warehouse_access import open_reader

_SHORT_SECONDS = 10 * 60
# A run over the whole history of one site.
_FRAUD_SECONDS = 6 * 3600


def run_worker_process(settings: WorkerSettings, heartbeat: Heartbeat) -> None:
    """Several workers may run: each task is done by one of them at a time, or does no harm when done twice."""
    set_up_logging(settings, "worker")
    stop = set_on_signal()
    with closing(open_reader(settings)) as warehouse, connect_redis(settings) as redis:
        sessions = open_sessions(settings)
        loops = [
            Loop("publication", partial(run_publication, sessions, redis), _SHORT_SECONDS),
            Loop("presence", partial(_report_presence, redis), _SHORT_SECONDS),
            Loop("credit previews", partial(run_credit_previews, sessions, redis), _SHORT_SECONDS),
        ]
        if settings.fraud_seconds:
            secret, every = read_secret(settings), settings.fraud_seconds
            run_fraud_rules = partial(
                run_on_schedule, warehouse, sessions, redis, secret, every, months=settings.fraud_months
            )
            loops.append(Loop("fraud runs", run_fraud_rules, _FRAUD_SECONDS))
        if settings.redis_rewrite_seconds and not settings.redis_url:
            loops.append(Loop("rewrites", partial(run_rewrites, redis, settings.redis_rewrite_seconds), _SHORT_SECONDS))
        run_loops(loops, stop, heartbeat)


def _report_presence(redis: Redis, stop: threading.Event) -> None:
    while not stop.is_set():
        # Without Redis nobody can be asked either.
        with suppress(RedisError):
            report_worker(redis)
        stop.wait(REPORT_SECONDS)
