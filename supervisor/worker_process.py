"""Runs what nobody waits for in this process until SIGTERM or SIGINT: fraud runs, publication, credit previews."""

from contextlib import closing
from functools import partial

from database.sessions import open_sessions
from fraud.runs.schedule import run_on_schedule
from registry.publication import run_publication
from reports.attribution.credit_preview import run_credit_previews
from settings import WorkerSettings
from settings.data_directory import read_secret
from settings.logs import set_up_logging
from supervisor.loops import Loop, run_loops
from supervisor.redis_client import connect_redis
from supervisor.stop_signal import set_on_signal
from supervisor.warehouse_access import open_reader


def run_worker_process(settings: WorkerSettings) -> None:
    """Several workers may run: each task is done by one of them at a time, or does no harm when done twice."""
    set_up_logging(settings, "worker")
    stop = set_on_signal()
    with closing(open_reader(settings)) as warehouse, connect_redis(settings) as redis:
        sessions = open_sessions(settings)
        loops: dict[str, Loop] = {
            "publication": partial(run_publication, sessions, redis),
            "credit previews": partial(run_credit_previews, sessions, redis),
        }
        if settings.fraud_seconds:
            secret, every = read_secret(settings), settings.fraud_seconds
            loops["fraud runs"] = partial(run_on_schedule, warehouse, sessions, redis, secret, every)
        run_loops(loops, stop)
