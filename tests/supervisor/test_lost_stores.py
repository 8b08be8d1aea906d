"""No empty store takes the place of one that is lost, and all goes on once it is back."""

import time
from collections.abc import Callable
from pathlib import Path

import httpx2

from tests.cli.command_runner import Prm
from tests.fixtures.plain_http import NO_TLS
from tests.fixtures.running import RunningPrm, run_prm

WAIT_SECONDS = 120


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def read_health(prm: RunningPrm) -> dict[str, bool]:
    try:
        answer: dict[str, bool] = httpx2.get(prm.console_url + "/health/ready", timeout=30, verify=NO_TLS).json()[
            "parts"
        ]
    except httpx2.HTTPError:
        return {}
    return answer


def test_a_lost_warehouse_is_noticed_and_taken_up_again_and_no_start_makes_an_empty_one(tmp_path: Path) -> None:
    with run_prm(tmp_path / "data", "--workers", "1") as prm:
        key, log = prm.create_site()["secret_key"], prm.data_dir / "up.log"
        prm.send(key, [{"type": "pageview", "visitor_id": "before"}])
        prm.wait_until_settled(key)
        (prm.data_dir / "warehouse").rename(prm.data_dir / "moved")
        wait_until(lambda: log.read_text().count("is gone") >= 2)
        assert "delete " + str(prm.data_dir / "warehouse.id") in log.read_text()
        wait_until(lambda: read_health(prm).get("warehouse") is False)
        answer = httpx2.get(
            prm.console_url + "/api/v1/attribution",
            headers={"Authorization": f"Bearer {key}"},
            timeout=30,
            verify=NO_TLS,
        )
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        prm.send(key, [{"type": "pageview", "visitor_id": "meanwhile"}])
        assert not (prm.data_dir / "warehouse" / "store").exists()
        if (prm.data_dir / "warehouse").exists():
            (prm.data_dir / "warehouse").rename(prm.data_dir / "left")
        (prm.data_dir / "moved").rename(prm.data_dir / "warehouse")
        assert prm.wait_until_settled(key, WAIT_SECONDS)["stored"] == 2
    check_that_no_empty_store_is_made(prm.data_dir)


def check_that_no_empty_store_is_made(data_dir: Path) -> None:
    """Of an installation that is stopped, in the place of a lost one."""
    (data_dir / "registry.sqlite").rename(data_dir / "moved.sqlite")
    failed = Prm(data_dir).run("up", "--tracker-port", "0", "--console-port", "0")
    assert failed.returncode == 1
    assert f"the registry {data_dir / 'registry.sqlite'} is gone" in failed.stderr
    assert "prm restore" in failed.stderr
    (data_dir / "moved.sqlite").rename(data_dir / "registry.sqlite")
    (data_dir / "warehouse").rename(data_dir / "lost")
    failed = Prm(data_dir).run("up", "--tracker-port", "0", "--console-port", "0")
    assert failed.returncode == 1
    assert f"the warehouse {data_dir / 'warehouse'} is gone" in failed.stderr
