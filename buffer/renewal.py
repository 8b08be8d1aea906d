"""Renews what expires in Redis for as long as the work that needs it goes on."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from redis.exceptions import RedisError

LOG = logging.getLogger(__name__)


@contextmanager
def keep_renewed(name: str, renew: Callable[[], object], every_seconds: float) -> Iterator[None]:
    """Calls ``renew`` until the block ends, in a thread that ends with the process; the log names what fails."""
    done = threading.Event()
    thread = threading.Thread(target=_renew_until, args=(done, name, renew, every_seconds), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _renew_until(done: threading.Event, name: str, renew: Callable[[], object], every_seconds: float) -> None:
    while not done.wait(every_seconds):
        try:
            renew()
        except RedisError as exc:
            LOG.warning("cannot renew the %s, retrying: %s", name, exc)
