"""The past of the demo, made beside the processes that were just started."""

import logging
from collections.abc import Callable
from contextlib import closing
from threading import Thread

from database.sessions import open_sessions
from demo.history.delivery import HistoryStopped
from demo.history.making import Installation, make_history
from earnings.payouts.methods.sealing import parse_keys
from settings.data_directory import read_payout_keys, read_secret, redis_url, spool_directory
from supervisor.machine_settings import MachineSettings
from supervisor.redis_client import adopt_shards, connect_redis
from supervisor.warehouse_access import open_reader

LOG = logging.getLogger(__name__)


def begin_history(settings: MachineSettings, is_stopping: Callable[[], bool]) -> Thread:
    """A thread that ends when the past is made; what went wrong is logged, and the next start continues."""
    thread = Thread(target=_make, args=(settings, is_stopping), name="demo history", daemon=True)
    thread.start()
    return thread


def _make(settings: MachineSettings, is_stopping: Callable[[], bool]) -> None:
    try:
        with closing(open_reader(settings)) as warehouse, connect_redis(settings) as redis:
            sessions = open_sessions(settings)
            place = Installation(
                sessions,
                redis,
                redis_url(settings),
                warehouse,
                adopt_shards(settings).shards,
                spool_directory(settings.data_dir),
                read_secret(settings),
                parse_keys(read_payout_keys(settings, may_make=True)),
            )
            make_history(place, is_stopping)
    except HistoryStopped:
        LOG.info("the demo's past is not complete; the next start continues")
    except Exception:
        LOG.exception("the demo's past could not be made; the next start tries again")
