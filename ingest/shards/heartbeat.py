"""Keeps a worker's leases while it works: a batch may take longer than a lease lasts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.shards.leases import Leases


@contextmanager
def keeping_leases(leases: Leases, every_seconds: float) -> Iterator[None]:
    """Renews what is held for as long as the block lasts, in a thread that ends with the process.

    Reading stays fenced: a lease that ended all the same, since the whole process stood still, is not taken again here.
    """
    done = threading.Event()
    keeper = threading.Thread(target=_keep, args=(leases, every_seconds, done), name="ingest-heartbeat", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def _keep(leases: Leases, every_seconds: float, done: threading.Event) -> None:
    while not done.wait(every_seconds):
        leases.keep()
