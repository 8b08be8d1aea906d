"""Reports go into a folder or an S3 bucket by the command itself; killed, it leaves whole files and is run again."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from redis import Redis
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.app import create_app
from database.sessions import Sessions
from settings import ConsoleSettings
from tests.console.server import run_console
from tests.fixtures.bucket import START_SECONDS, list_objects, make_environ
from tests.fixtures.event_rows import at, make_event, store_events
from tests.reports.conftest import NOW, Tenant
from warehouse.interface import Warehouse

DAYS = [f"2026-03-{day}.csv" for day in (10, 11, 12)]


class Stalling:
    """The console, one answer of which stops before its last piece until it is released."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.day, self.reached, self.released = b"", threading.Event(), threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers; asks nothing of who does not ask for the day."""
        is_stopped = bool(self.day) and b"from=" + self.day in scope.get("query_string", b"")

        async def send_slowly(message: Message) -> None:
            if is_stopped and message["type"] == "http.response.body" and not message.get("more_body"):
                self.reached.set()
                self.released.wait(START_SECONDS)
            await send(message)

        await self.app(scope, receive, send_slowly)


@pytest.fixture
def console(
    console_settings: ConsoleSettings, warehouse: Warehouse, sessions: Sessions, redis: Redis
) -> Iterator[tuple[Stalling, str]]:
    """A console with a sale a day, and its address."""
    sales = [
        make_event(number, at(f"2026-03-{9 + number}"), type="sale", amount_minor=100, currency="EUR", visitor_id="v")
        for number in (1, 2, 3)
    ]
    store_events(warehouse, sales)
    stalling = Stalling(create_app(console_settings, warehouse, sessions, redis, lambda: NOW))
    with run_console(stalling) as url:
        yield stalling, url


def test_a_day_is_an_object_and_existing_days_are_skipped(
    bucket: str, console: tuple[Stalling, str], shop: Tenant, tmp_path: Path
) -> None:
    _, url = console
    command = make_command(url, shop, tmp_path, "attribution", "s3://figures/skipped")
    assert run(command, bucket) == [f"attribution/{day}" for day in DAYS]
    assert list_objects(bucket) >= {f"skipped/attribution/{day}" for day in DAYS}
    written = httpx2.get(f"{bucket}/skipped/attribution/{DAYS[0]}").text
    assert written.splitlines()[1] == "unattributed,1.0,1.0,0.0,1.00,100"
    httpx2.delete(f"{bucket}/skipped/attribution/{DAYS[1]}").raise_for_status()
    assert run(command, bucket) == [f"attribution/{DAYS[1]}"]


@pytest.mark.parametrize("place", ["s3://figures/killed", "{folder}"])
def test_a_killed_export_leaves_whole_files_and_is_continued(
    bucket: str, console: tuple[Stalling, str], shop: Tenant, tmp_path: Path, place: str
) -> None:
    stalling, url = console
    stalling.day = b"2026-03-11"
    folder = tmp_path / "out"
    command = make_command(url, shop, tmp_path, "conversions", place.format(folder=folder))
    killed = subprocess.Popen(command, env=make_environ(bucket), stdout=subprocess.DEVNULL)
    assert stalling.reached.wait(START_SECONDS)
    killed.kill()
    killed.wait(START_SECONDS)
    stalling.released.set()
    stalling.day = b""

    assert list_files(bucket, folder) == {DAYS[0]}
    assert run(command, bucket) == [f"conversions/{day}" for day in DAYS[1:]]
    assert list_files(bucket, folder) == set(DAYS)


def test_a_command_that_keeps_running_stops_when_asked_to(
    bucket: str, console: tuple[Stalling, str], shop: Tenant, tmp_path: Path
) -> None:
    command = [*make_command(console[1], shop, tmp_path, "paths", str(tmp_path / "out")), "--every", "60"]
    with subprocess.Popen(command, env=make_environ(bucket), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert [process.stdout.readline().strip() for _ in DAYS] == [f"paths/{day}" for day in DAYS]
        process.terminate()
        assert process.wait(START_SECONDS) == 0


def list_files(bucket: str, folder: Path) -> set[str]:
    """What the killed command's place holds."""
    objects = {name.rsplit("/", 1)[-1] for name in list_objects(bucket) if name.startswith("killed/")}
    return {each.name for each in folder.glob("conversions/[!.]*")} if folder.exists() else objects


def make_command(url: str, shop: Tenant, folder: Path, report: str, place: str) -> list[str]:
    """The command for three days."""
    key = folder / "key"
    key.write_text(shop.reading_key)
    options = ["--key-file", str(key), "--url", url, "--from", "2026-03-10", "--to", "2026-03-13", "--format", "csv"]
    return [sys.executable, "-m", "cli", "export-report", report, "--destination", place, *options]


def run(command: list[str], bucket: str) -> list[str]:
    """What the command says it wrote."""
    ended = subprocess.run(command, env=make_environ(bucket), capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.splitlines()
