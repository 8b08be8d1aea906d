"""The past of the demo, made beside the processes that were just started."""

import logging
from collections.abc import Callable
from contextlib import closing
from threading import Thread

from database.sessions import open_sessions
from demo.history.steps import Step
from earnings.payouts.methods.sealing import parse_keys
from settings.data_directory import read_payout_keys, read_secret, redis_url, spool_directory
from supervisor.machine_settings import MachineSettings
from supervisor.redis_client import adopt_shards, connect_redis
from supervisor.warehouse_access import open_reader

LOG = logging.getLogger(__name__)


class History(Thread):
    """A thread that ends when the past is made; what went wrong is logged, and the next start continues."""

    def __init__(self, settings: MachineSettings, is_stopping: Callable[[], bool]) -> None:
        super().__init__(name="demo history", daemon=True)
        self._settings = settings
        self._is_stopping = is_stopping
        self._passed: set[Step] = set()

    def run(self) -> None:
        """The thread's work."""
        _make(self._settings, self._is_stopping, self._passed.add)

    def is_before(self, step: Step) -> bool:
        """Whether the end of this step is still to come."""
        return self.is_alive() and step not in self._passed


def begin_history(settings: MachineSettings, is_stopping: Callable[[], bool]) -> History:
    """The thread, started."""
    history = History(settings, is_stopping)
    history.start()
    return history


def _make(settings: MachineSettings, is_stopping: Callable[[], bool], on_step: Callable[[Step], None]) -> None:
    # They take half a second, which no other start needs and this one has while ingest starts.
    from demo.history.delivery import HistoryStopped
    from demo.history.making import Installation, make_history

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
            make_history(place, is_stopping, on_step)
    except HistoryStopped:
        LOG.info("the demo's past is not complete; the next start continues")
    except Exception:
        LOG.exception("the demo's past could not be made; the next start tries again")
