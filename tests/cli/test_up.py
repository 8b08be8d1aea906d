"""`prm up` starts everything, keeps it alive, stops it in order and finds its data again."""

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command_runner import Prm
from tests.fixtures.running import RunningPrm, run_prm

WAIT_SECONDS = 240
VIEWS = 50


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPrm]:
    """One installation for the tests that do not stop it."""
    with run_prm(tmp_path_factory.mktemp("up") / "data", "--workers", "1") as prm:
        yield prm


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def read_pids(data_dir: Path) -> dict[str, int]:
    return {file.stem: int(file.read_text()) for file in (data_dir / "run").glob("*.pid")}


def count_stored(prm: RunningPrm, key: str) -> object:
    return prm.wait_until_settled(key)["stored"]


def test_everything_starts_stops_and_finds_its_data_again(tmp_path: Path) -> None:
    with run_prm(tmp_path / "data", environ={"PRM_SHARDS": "3"}) as prm:
        # Only `--demo` makes a site by itself.
        assert json.loads(prm.prm("site", "list", "--json")) == []
        key = prm.create_site()["secret_key"]
        assert send_views(prm, key, "v")["accepted"] == VIEWS
        assert count_stored(prm, key) == VIEWS
        pids = read_pids(prm.data_dir)
        assert set(pids) == {"redis", "ingest", "console", "worker", "tracker-0", "tracker-1"}
        assert len(set(pids.values())) == len(pids)
        addresses = json.loads((prm.data_dir / "run" / "up.json").read_text())
        assert (addresses["tracker_url"], addresses["console_url"]) == (prm.tracker_url, prm.console_url)
    assert not any(map(is_alive, pids.values()))
    assert read_pids(prm.data_dir) == {}
    check_that_fewer_shards_are_refused(prm.data_dir)
    with run_prm(tmp_path / "data", "--workers", "1") as again:
        assert set(read_pids(again.data_dir)) == {"redis", "ingest", "console", "worker", "tracker-0"}
        assert count_stored(again, key) == VIEWS
        assert "Redis has 3 shards, and PRM_SHARDS is not set: using 3" in (tmp_path / "data" / "up.log").read_text()
        send_views(again, key, "w")
        assert count_stored(again, key) == 2 * VIEWS
        assert "reading shards [0, 1, 2]" in (tmp_path / "data" / "up.log").read_text()


def send_views(prm: RunningPrm, key: str, name: str) -> dict[str, Any]:
    """Of so many visitors that every shard gets some."""
    return prm.send(key, [{"type": "pageview", "visitor_id": f"{name}{number}"} for number in range(VIEWS)])


def check_that_fewer_shards_are_refused(data_dir: Path) -> None:
    ports = ("--tracker-port", "0", "--console-port", "0", "--shop-port", "0")
    ended = Prm(data_dir).run("up", *ports, PRM_SHARDS="2")
    assert ended.returncode == 1
    assert "PRM_SHARDS is 2, but Redis has a shard 2: set it to 3" in ended.stderr
    assert not read_pids(data_dir)


def test_a_second_prm_up_on_the_same_directory_fails(running: RunningPrm) -> None:
    failed = Prm(running.data_dir).run("up", "--tracker-port", "0", "--console-port", "0")
    supervisor = json.loads((running.data_dir / "run" / "up.json").read_text())["pid"]
    assert failed.returncode == 1
    assert f"prm up is already running on {running.data_dir}, as process {supervisor}" in failed.stderr


@pytest.mark.parametrize("name", ["redis", "ingest", "console", "worker", "tracker-0"])
def test_a_killed_process_is_restarted_and_keeps_its_data(running: RunningPrm, name: str) -> None:
    key = running.create_site()["secret_key"]
    running.send(key, [{"type": "pageview", "visitor_id": "before"}])
    assert count_stored(running, key) == 1
    killed = running.pid(name)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: running.has_other_pid(name, killed))
    running.send(key, [{"type": "pageview", "visitor_id": "after"}])
    assert count_stored(running, key) == 2
    assert "was killed by SIGKILL; restarting" in (running.data_dir / "up.log").read_text()


def test_the_doctor_finds_nothing_wrong_with_a_running_installation(running: RunningPrm) -> None:
    running.create_site()
    findings = json.loads(Prm(running.data_dir).run("doctor", "--json").stdout)
    well = {finding["question"] for finding in findings if not finding["remedy"]}
    assert well >= {"python", "redis", "warehouse", "registry", "ports", "snapshot"}


def test_a_taken_port_is_reported_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        failed = Prm(tmp_path / "data").run("up", "--tracker-port", port, "--console-port", "0")
    assert failed.returncode == 1
    assert f"prm: cannot listen on 127.0.0.1 port {port}: Address already in use" in failed.stderr
    assert "--tracker-port" in failed.stderr
    assert not (tmp_path / "data" / "redis").exists()


def test_a_broken_rates_file_is_reported_before_anything_starts(tmp_path: Path) -> None:
    rates = tmp_path / "rates.csv"
    rates.write_text("date,currency,rate\n2026-03-06,USD,much\n")
    ended = Prm(tmp_path / "data").run("up", PRM_CURRENCY_RATES=str(rates))
    assert ended.returncode == 1
    assert "line 2: 'much' is not a rate" in ended.stderr


def test_a_data_directory_that_is_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    failed = Prm(tmp_path / "data" / "inner").run("up")
    assert failed.returncode == 1
    assert failed.stderr.startswith("prm: [Errno 20] Not a directory")
