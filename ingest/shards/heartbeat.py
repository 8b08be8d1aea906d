"""Renews a worker's leases while it works: a batch may take longer than a lease lasts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.shards.leases import Leases


@contextmanager
def keep_leases(leases: Leases, every_seconds: float) -> Iterator[None]:
    """Renews the held leases until the block ends, in a thread that ends with the process.

    Reading stays fenced: a lease that expired nevertheless, since the whole process was suspended, is not taken again
    here.
    """
    done = threading.Event()
    thread = threading.Thread(
        target=_renew_leases, args=(leases, every_seconds, done), name="ingest-heartbeat", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _renew_leases(leases: Leases, every_seconds: float, done: threading.Event) -> None:
    while not done.wait(every_seconds):
        leases.renew_all()
