"""Backups of a running installation under load, killed ones, and those that `prm up` makes; restored and compared."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import pytest

from events.event import encode_event
from events.ids import make_event_id
from events.spool import encode_record, name_segment
from settings.data_directory import last_backup_record, spool_directory, warehouse_socket
from tests.cli.command_runner import Prm
from tests.fixtures.plain_http import NO_TLS
from tests.fixtures.running import RunningPrm, run_prm
from tests.ingest.builders import make_event
from transfer.backups.place import BackupPlace
from transfer.backups.record import lock_backups
from warehouse.clickhouse.shared_client import SharedWarehouse

MARCH = {"from": "2026-03-01", "to": "2026-04-01"}
WAIT_SECONDS = 120


class Load:
    """Sends events in a thread of its own; ``accepted`` are the ids that were answered with 202."""

    def __init__(self, prm: RunningPrm, key: str) -> None:
        self.accepted: list[str] = []
        self._prm, self._key = prm, key

    def run(self, stop: threading.Event) -> None:
        with httpx2.Client(base_url=self._prm.tracker_url, timeout=60, verify=NO_TLS) as client:
            while not stop.is_set():
                ids = [make_event_id(time.time_ns() // 1_000_000) for _ in range(20)]
                events = [{"type": "pageview", "event_id": each, "visitor_id": each[-4:]} for each in ids]
                headers = {"Authorization": f"Bearer {self._key}"}
                if client.post("/v1/events", json=events, headers=headers).status_code == 202:
                    self.accepted += ids


@contextmanager
def running(*works: Any) -> Iterator[None]:
    """Each work in a thread, for as long as the block lasts."""
    stop = threading.Event()
    threads = [threading.Thread(target=work, args=(stop,)) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(WAIT_SECONDS)


@contextmanager
def open_warehouse_of(data_dir: Path) -> Iterator[SharedWarehouse]:
    """That of a running installation."""
    with closing(SharedWarehouse(warehouse_socket(data_dir))) as warehouse:
        yield warehouse


def decide_and_merge(data_dir: Path, stop: threading.Event) -> None:
    """What team members and the engine do while a backup is made."""
    with open_warehouse_of(data_dir) as warehouse:
        for number in count():
            if stop.is_set():
                return
            warehouse.execute(
                "insert into decisions (site_id, subject_kind, subject_id, decided_at, decision, decided_by)"
                " values (1, 'conversion', {id:String}, now64(6), 'pay', 'anna')",
                {"id": str(number)},
            )
            warehouse.execute("optimize table events final")


def fill(prm: RunningPrm, key: str, site_id: int) -> None:
    """A partner, a click and a sale in March."""
    prm.prm("partner", "create", "--site", str(site_id), "--code", "alice", "--name", "Alice", "--json")
    who = {"visitor_id": "v1", "customer_id": "c1"}
    click = {"type": "click", "timestamp": "2026-03-02T10:00:00Z", "ref": "alice", **who}
    sale = {"type": "sale", "timestamp": "2026-03-02T11:00:00Z", "order_id": "o1", "amount": 999, "currency": "EUR"}
    assert prm.send(key, [click, {**sale, **who}])["accepted"] == 2
    prm.wait_until_settled(key)


def spool_event(data_dir: Path, site_id: int) -> str:
    """The id of an event that waits on disk since Redis was away, until a tracker takes it over."""
    now_ms = time.time_ns() // 1_000_000
    event = make_event(site_id=site_id, event_id=make_event_id(now_ms), timestamp_ms=now_ms, received_ms=now_ms)
    path = spool_directory(data_dir) / "former" / name_segment(now_ms, "00ff")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encode_record(0, {site_id: 1}, [encode_event(event)]))
    return event.event_id


def query_ids(data_dir: Path) -> Counter[str]:
    """How often each event is stored."""
    with open_warehouse_of(data_dir) as warehouse:
        rows = warehouse.query("select toString(event_id) as id from events")
    return Counter(map(str, rows.columns[0]))


def query_figures(prm: RunningPrm, key: str) -> list[Any]:
    """Money by partner, and each conversion."""
    attribution = prm.ask("/api/v1/attribution", key, model="last_click", by="partner", **MARCH)["rows"]
    return [attribution, prm.ask("/api/v1/conversions", key, **MARCH)["rows"]]


def test_a_backup_under_load_holds_every_accepted_event_once_and_one_at_rest_all_of_it(tmp_path: Path) -> None:
    with run_prm(tmp_path / "old") as prm:
        site = prm.create_site()
        key = str(site["secret_key"])
        fill(prm, key, site["site_id"])
        load = Load(prm, key)
        with running(load.run, lambda stop: decide_and_merge(prm.data_dir, stop)):
            while len(load.accepted) < 1_000:
                time.sleep(0.05)
            before = {*load.accepted, spool_event(prm.data_dir, site["site_id"])}
            prm.prm("backup", str(tmp_path / "kept"))
        after = {*load.accepted, *before}
        figures = query_figures(prm, key)
    assert not (prm.data_dir / "backup.part").exists()
    assert not list((prm.data_dir / "warehouse" / "shadow").glob("prm*"))

    restored = Prm(tmp_path / "new").run("restore", str(tmp_path / "kept"))
    assert restored.returncode == 0, restored.stderr
    with run_prm(tmp_path / "new") as prm:
        freshness = prm.wait_until_settled(key)
        ids = query_ids(prm.data_dir)
        assert max(ids.values()) == 1
        assert before <= set(ids)
        # Besides the click and the sale.
        assert len(set(ids) - after) == 2
        assert freshness["stored"] == len(ids)
        assert freshness["accepted"] == freshness["stored"] + freshness["duplicates"]
        assert query_figures(prm, key) == figures
        assert "alice" in prm.prm("partner", "list", "--site", str(site["site_id"]))
        # What is sent again after the restore is known.
        assert prm.send(key, [{"type": "pageview", "event_id": load.accepted[0], "visitor_id": "v"}])["accepted"] == 1
        before_stop = prm.wait_until_settled(key)
        assert before_stop["stored"] == len(ids)

    # Stopped it is backed up with its Redis.
    assert Prm(prm.data_dir).run("backup", str(tmp_path / "at-rest")).returncode == 0
    assert Prm(tmp_path / "newest").run("restore", str(tmp_path / "at-rest")).returncode == 0
    with run_prm(tmp_path / "newest") as prm:
        at_rest = prm.wait_until_settled(key)
        assert [at_rest[name] for name in ("accepted", "stored")] == [
            before_stop[name] for name in ("accepted", "stored")
        ]
        assert query_figures(prm, key) == figures


@pytest.fixture(scope="module")
def prm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPrm]:
    """An installation that makes backups by itself."""
    data_dir = tmp_path_factory.mktemp("prm")
    with run_prm(data_dir, environ={"PRM_BACKUP_PLACE": str(data_dir / "kept"), "PRM_BACKUP_EVERY": "1h"}) as prm:
        fill(prm, str(prm.create_site()["secret_key"]), 1)
        yield prm


def test_prm_up_makes_backups_and_doctor_shows_the_last_one(prm: RunningPrm) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not last_backup_record(prm.data_dir).exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    record = json.loads(last_backup_record(prm.data_dir).read_bytes())
    assert record["place"] == str(prm.data_dir / "kept")
    assert record["bytes"] == record["sent_bytes"] > 10_000
    assert BackupPlace(record["place"]).list_backups() == [record["name"]]
    shown = Prm(prm.data_dir).run("doctor", **prm.environ).stdout
    assert f"ok  backup: {record['name']}" in shown
    assert "all" in prm.prm("restore", record["place"], "--check")
    assert prm.prm("restore", record["place"], "--list").split() == [record["name"]]


def test_a_killed_backup_is_none_and_leaves_nothing_after_the_next(prm: RunningPrm, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cli", "backup", str(tmp_path / "kept"), "--data-dir", str(prm.data_dir)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        while not list(tmp_path.glob("kept/pieces/*")) and process.poll() is None:
            time.sleep(0.001)
        process.kill()
    assert process.returncode == -signal.SIGKILL
    refused = Prm(tmp_path / "new").run("restore", str(tmp_path / "kept"))
    assert (refused.returncode, "holds no backup" in refused.stderr) == (1, True)
    assert (prm.data_dir / "backup.part").exists()
    prm.prm("backup", str(tmp_path / "kept"))
    assert not (prm.data_dir / "backup.part").exists()
    assert "as they were sent" in prm.prm("restore", str(tmp_path / "kept"), "--check")
    assert not list(tmp_path.glob("kept/pieces/.*"))


def test_the_next_backup_sends_only_what_is_new(prm: RunningPrm, tmp_path: Path) -> None:
    for _ in range(3):
        prm.prm("backup", str(tmp_path / "kept"), "--keep", "2")
    record = json.loads(last_backup_record(prm.data_dir).read_bytes())
    assert record["sent_bytes"] < record["bytes"]
    place = BackupPlace(str(tmp_path / "kept"))
    first, second = (set(place.read_contents(name).pieces) for name in place.list_backups())
    assert len(first & second) > len(second) / 2


def test_a_person_is_not_erased_while_a_backup_is_made_and_nothing_of_it_is_left(prm: RunningPrm) -> None:
    with lock_backups(prm.data_dir, WAIT_SECONDS), pytest.raises(RuntimeError, match="a backup is being made"):
        prm.prm("erase", "--visitor", "nobody", "--yes")
    (prm.data_dir / "backup.part").mkdir()
    prm.prm("erase", "--visitor", "nobody", "--yes")
    assert not (prm.data_dir / "backup.part").exists()


def test_prm_up_does_not_start_on_a_restore_that_did_not_end(tmp_path: Path) -> None:
    (tmp_path / "restore.part").mkdir()
    refused = Prm(tmp_path).run("up")
    assert (refused.returncode, "did not end" in refused.stderr) == (1, True)
