"""`prm up` notices each process that is stopped, and nobody who asks it afterwards learns of it."""

import os
import signal
import time
from collections.abc import Callable, Iterator

import httpx2
import pytest

from tests.fixtures.plain_http import NO_TLS
from tests.fixtures.running import RunningPrm, run_prm

WAIT_SECONDS = 120


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPrm]:
    """One installation with a short patience."""
    environ = {"PRM_HANG_SECONDS": "5"}
    with run_prm(tmp_path_factory.mktemp("hang") / "data", "--workers", "1", environ=environ) as prm:
        yield prm


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def is_ready(url: str) -> bool:
    try:
        return httpx2.get(url + "/health/ready", timeout=5, verify=NO_TLS).status_code == 200
    except httpx2.HTTPError:
        return False


@pytest.mark.parametrize("name", ["tracker-0", "console", "ingest", "worker", "redis"])
def test_a_stopped_process_is_restarted_and_loses_nothing(running: RunningPrm, name: str) -> None:
    key = running.create_site()["secret_key"]
    running.send(key, [{"type": "pageview", "visitor_id": "before"}])
    stopped = running.pid(name)
    os.kill(stopped, signal.SIGSTOP)
    wait_until(lambda: running.has_other_pid(name, stopped))
    assert f"{name} hangs: no sign of life for" in (running.data_dir / "up.log").read_text()
    wait_until(lambda: is_ready(running.tracker_url) and is_ready(running.console_url))
    running.send(key, [{"type": "pageview", "visitor_id": "after"}])
    assert running.wait_until_settled(key)["stored"] == 2
