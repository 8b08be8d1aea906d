"""Waits until the processes report that they are ready."""

import logging
import time

import httpx2

from supervisor.errors import StartFailed
from supervisor.process_group import ProcessGroup
from supervisor.stop_signal import StopSignal

LOG = logging.getLogger(__name__)
_CHECK_EVERY_SECONDS = 0.1
_LOG_EVERY_SECONDS = 20.0
# A process that crashes this often before it was ever ready will not recover by itself.
_MAX_CRASHES = 4


def wait_until_ready(group: ProcessGroup, stop_signal: StopSignal, urls: tuple[str, ...]) -> None:
    """Polls ``/health/ready`` of each address, and restarts what crashes meanwhile.

    Waits without a limit and logs what it waits for; raises :class:`StartFailed` if a process keeps crashing.
    """
    waiting = list(urls)
    log_at = time.monotonic() + _LOG_EVERY_SECONDS
    # One client for all: each reads the certificates of all authorities, which takes longer than an answer.
    with httpx2.Client(timeout=0.5) as client:
        while waiting and not stop_signal.is_set():
            group.watch()
            fail_if_crashing(group)
            problems = {url: _find_problem(client, url) for url in waiting}
            waiting = [url for url, problem in problems.items() if problem]
            if waiting and time.monotonic() > log_at:
                LOG.warning("still waiting for %s", "; ".join(f"{url}: {problems[url]}" for url in waiting))
                log_at += _LOG_EVERY_SECONDS
            time.sleep(_CHECK_EVERY_SECONDS if waiting else 0)


def fail_if_crashing(group: ProcessGroup) -> None:
    """Raises :class:`StartFailed` if a process crashed again and again before all were ready."""
    for child in group.children:
        if child.crashes >= _MAX_CRASHES:
            remedy = "Read the log lines above for the reason, then run `prm doctor`."
            raise StartFailed(f"{child.spec.title} keeps crashing", remedy)


def _find_problem(client: httpx2.Client, url: str) -> str:
    """Why it is not ready, or an empty string."""
    try:
        response = client.get(f"{url}/health/ready")
    except httpx2.HTTPError as exc:
        return str(exc) or type(exc).__name__
    return "" if response.status_code == 200 else response.text[:200]
