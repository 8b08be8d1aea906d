"""One backup after another, until asked to stop."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from transfer.backups.record import measure_age_seconds

LOG = logging.getLogger(__name__)
# After a failure, such as ingest that has just started; doubled with each further one.
_FIRST_RETRY_SECONDS = 2.0


def repeat_backups(
    make_backup: Callable[[], object], data_dir: Path, every_seconds: int, stop: threading.Event
) -> None:
    """Begins when the last backup is ``every_seconds`` old, so a restart changes nothing; a failure is retried."""
    retry_seconds = _FIRST_RETRY_SECONDS
    wait_seconds = choose_wait(measure_age_seconds(data_dir), every_seconds)
    while not stop.wait(wait_seconds):
        try:
            make_backup()
        except Exception:
            if stop.is_set():
                return
            LOG.exception("the backup failed, retrying in %.0f s", retry_seconds)
            wait_seconds, retry_seconds = retry_seconds, min(2 * retry_seconds, every_seconds)
        else:
            retry_seconds = _FIRST_RETRY_SECONDS
            wait_seconds = choose_wait(measure_age_seconds(data_dir), every_seconds)


def choose_wait(age_seconds: float | None, every_seconds: int) -> float:
    """Seconds until the next backup is due."""
    return 0.0 if age_seconds is None else max(0.0, min(every_seconds - age_seconds, every_seconds))
