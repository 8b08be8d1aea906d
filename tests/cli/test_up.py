"""`prm up` starts everything, keeps it alive, stops it in order and finds its data again."""

import json
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running_commands import Prm
from tests.fixtures.running import RunningPrm, run_prm

WAIT_SECONDS = 30


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
    with run_prm(tmp_path / "data") as prm:
        key = prm.create_site()["secret_key"]
        assert prm.send(key, [{"type": "pageview", "visitor_id": "v"}])["accepted"] == 1
        assert count_stored(prm, key) == 1
        pids = read_pids(prm.data_dir)
        assert set(pids) == {"redis", "ingest", "console", "tracker-0", "tracker-1"}
        assert pids["ingest"] == pids["console"]
        addresses = json.loads((prm.data_dir / "run" / "up.json").read_text())
        assert (addresses["tracker_url"], addresses["console_url"]) == (prm.tracker_url, prm.console_url)
    assert not any(map(is_alive, pids.values()))
    assert read_pids(prm.data_dir) == {}
    with run_prm(tmp_path / "data", "--workers", "1") as again:
        assert set(read_pids(again.data_dir)) == {"redis", "ingest", "console", "tracker-0"}
        assert count_stored(again, key) == 1


def test_a_second_one_on_the_same_directory_is_refused(tmp_path: Path) -> None:
    with run_prm(tmp_path / "data", "--workers", "1"):
        refused = Prm(tmp_path / "data").run("up", "--tracker-port", "0", "--console-port", "0")
        supervisor = json.loads((tmp_path / "data" / "run" / "up.json").read_text())["pid"]
    assert refused.returncode == 1
    assert f"prm up already runs on {tmp_path / 'data'}, as process {supervisor}" in refused.stderr


@pytest.mark.parametrize("name", ["redis", "ingest", "tracker-0"])
def test_a_part_that_was_killed_comes_back_with_what_it_had(tmp_path: Path, name: str) -> None:
    with run_prm(tmp_path / "data", "--workers", "1") as prm:
        key = prm.create_site()["secret_key"]
        prm.send(key, [{"type": "pageview", "visitor_id": "before"}])
        assert count_stored(prm, key) == 1
        killed = prm.pid(name)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: prm.pid(name) != killed)
        prm.send(key, [{"type": "pageview", "visitor_id": "after"}])
        assert count_stored(prm, key) == 2
    assert "was killed by SIGKILL; starting it again" in (tmp_path / "data" / "up.log").read_text()


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = Prm(tmp_path / "data").run("up", "--tracker-port", port, "--console-port", "0")
    assert refused.returncode == 1
    assert f"prm: cannot listen on 127.0.0.1 port {port}: Address already in use" in refused.stderr
    assert "--tracker-port" in refused.stderr
    assert not (tmp_path / "data" / "redis").exists()


def test_the_doctor_finds_a_running_installation_well(tmp_path: Path) -> None:
    with run_prm(tmp_path / "data", "--workers", "1") as prm:
        prm.create_site()
        findings = json.loads(Prm(prm.data_dir).run("doctor", "--json").stdout)
    well = {finding["question"] for finding in findings if not finding["remedy"]}
    assert well >= {"python", "redis", "warehouse", "registry", "ports", "snapshot"}
