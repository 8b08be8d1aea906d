"""Renews a worker's leases while it works: a batch may take longer than a lease lasts."""

from contextlib import AbstractContextManager

from buffer.renewal import keep_renewed
from ingest.shards.leases import Leases


def keep_leases(leases: Leases, every_seconds: float) -> AbstractContextManager[None]:
    """Renews the held leases until the block ends.

    Reading stays fenced: a lease that expired nevertheless, since the whole process was suspended, is not taken again
    here.
    """
    return keep_renewed("leases of shards", leases.renew_all, every_seconds)
