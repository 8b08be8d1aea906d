"""A console whose open files are used up stops neither the edge nor ingest, and answers again afterwards."""

import resource
import socket
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
from redis import Redis

from events.ids import make_event_id
from events.keys import SETTLED
from settings import ConsoleSettings, read_settings
from settings.data_directory import redis_url
from tests.fixtures.running import RunningPrm, run_prm
from tests.tracker.running import wait_until

EVENTS = 20


def test_a_flood_of_the_console_reaches_neither_edge_nor_ingest(tmp_path: Path) -> None:
    with run_prm(tmp_path / "data") as prm, ExitStack() as stack:
        site = prm.create_site()
        _use_up_open_files(prm, stack)
        events = [{"type": "click", "visitor_id": f"v{n}", "event_id": make_event_id(_now_ms())} for n in range(EVENTS)]
        assert prm.send(site["secret_key"], events)["accepted"] == EVENTS
        assert httpx2.get(f"{prm.tracker_url}/health/ready").status_code == 200
        wait_until(lambda: _count_stored(prm) == EVENTS, 60)
        stack.close()
        assert prm.wait_until_settled(site["secret_key"])["stored"] == EVENTS


def test_half_open_connections_leave_the_console_working(tmp_path: Path) -> None:
    with run_prm(tmp_path / "data", environ={"PRM_MAX_CONNECTIONS": "50"}) as prm, ExitStack() as stack:
        site = prm.create_site()
        for _ in range(200):
            _open_half(prm, stack)
        assert prm.ask("/api/v1/freshness", site["secret_key"])["lag_events"] == 0


def _use_up_open_files(prm: RunningPrm, stack: ExitStack) -> None:
    """The console gets a limit just above what it has open, and more connections than fit below it."""
    console = prm.pid("console")
    before = resource.prlimit(console, resource.RLIMIT_NOFILE)
    used = len(list(Path(f"/proc/{console}/fd").iterdir()))
    resource.prlimit(console, resource.RLIMIT_NOFILE, (used + 10, before[1]))
    stack.callback(resource.prlimit, console, resource.RLIMIT_NOFILE, before)
    for _ in range(60):
        _open_half(prm, stack)
    wait_until(lambda: len(list(Path(f"/proc/{console}/fd").iterdir())) >= used + 9)


def _open_half(prm: RunningPrm, stack: ExitStack) -> None:
    address = urlsplit(prm.console_url)
    connection = socket.create_connection((address.hostname, address.port), timeout=120)
    stack.callback(connection.close)
    connection.sendall(b"GET /health/live HTTP/1.1\r\n")


def _count_stored(prm: RunningPrm) -> int:
    settings = read_settings(ConsoleSettings, {"PRM_DATA_DIR": str(prm.data_dir)})
    with Redis.from_url(redis_url(settings)) as redis:
        return sum(
            int(value) for n in range(2) for name, value in redis.hgetall(SETTLED % n).items() if b"stored" in name
        )


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
