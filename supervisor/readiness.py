"""Waits until the parts say that they are ready."""

import logging
import time

import httpx2

from supervisor.children import Watch
from supervisor.errors import StartFailed
from supervisor.stop_signal import Stopping

LOG = logging.getLogger(__name__)
_ASK_EVERY_SECONDS = 0.1
_COMPLAIN_EVERY_SECONDS = 20.0
# A part that dies this often before it was ever ready will not get better by itself.
_DEATHS_ALLOWED = 4


def wait_until_ready(watch: Watch, stopping: Stopping, urls: tuple[str, ...]) -> None:
    """Asks ``/health/ready`` of each address, and keeps the parts alive meanwhile.

    Waits as long as it takes, saying what it waits for; raises :class:`StartFailed` if a part does not stay up.
    """
    waiting = list(urls)
    complain_at = time.monotonic() + _COMPLAIN_EVERY_SECONDS
    while waiting and not stopping.is_wanted():
        watch.look()
        _refuse_hopeless(watch)
        answers = {url: _ask(url) for url in waiting}
        waiting = [url for url, answer in answers.items() if answer]
        if waiting and time.monotonic() > complain_at:
            LOG.warning("still waiting for %s", "; ".join(f"{url}: {answers[url]}" for url in waiting))
            complain_at += _COMPLAIN_EVERY_SECONDS
        time.sleep(_ASK_EVERY_SECONDS if waiting else 0)


def _refuse_hopeless(watch: Watch) -> None:
    for running in watch.running:
        if running.deaths >= _DEATHS_ALLOWED:
            name = " + ".join(running.part.names)
            raise StartFailed(f"{name} does not stay up", "The lines above say why; `prm doctor` looks further.")


def _ask(url: str) -> str:
    """What is missing, or an empty string."""
    try:
        response = httpx2.get(f"{url}/health/ready", timeout=0.5)
    except httpx2.HTTPError as exc:
        return str(exc) or type(exc).__name__
    return "" if response.status_code == 200 else response.text[:200]
