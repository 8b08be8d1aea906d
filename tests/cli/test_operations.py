"""Backfill, export, roll-ups, erasure, backup and restore on a running installation, one after the other."""

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command_runner import Prm
from tests.fixtures.running import RunningPrm, run_prm

ROWS = [
    {"type": "click", "timestamp": "2026-03-01T10:00:00Z", "visitor_id": "visitor-of-anna-1", "ref": "alice"},
    {
        "type": "click",
        "timestamp": "2026-03-01T10:05:00Z",
        "visitor_id": "unknown",
        "ref": "alice",
        "ip": "203.0.113.77",
    },
    {"type": "nonsense", "timestamp": "2026-03-01T10:05:00Z", "visitor_id": "unknown"},
    {"type": "identify", "timestamp": "2026-03-01T10:10:00Z", "visitor_id": "visitor-of-anna-1", "customer_id": "anna"},
    {"type": "pageview", "visitor_id": "unknown"},
]
SALE = {
    "type": "sale",
    "timestamp": 1772366400000,
    "customer_id": "anna",
    "order_id": "o1",
    "amount": 900,
    "currency": "EUR",
}
REFUSED = {"rejected": 3, "refused": 3, "ignored": {}}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningPrm, str]]:
    """An installation with a site and its key."""
    with run_prm(tmp_path_factory.mktemp("prm")) as prm:
        yield prm, str(prm.create_site()["secret_key"])


def backfill(prm: RunningPrm, file: Path, status: int = 0) -> dict[str, Any]:
    """What an import says of itself, but for its id."""
    finished = Prm(prm.data_dir).run("backfill", str(file), "--json")
    assert finished.returncode == status, finished.stderr
    printed: dict[str, Any] = json.loads(finished.stdout)
    del printed["import_id"]
    return printed


@pytest.fixture(scope="module")
def filled(running: tuple[RunningPrm, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that was sent twice, with one more line the second time."""
    prm, key = running
    file = tmp_path_factory.mktemp("files") / "past.ndjson"
    file.write_text("\n".join(map(json.dumps, ROWS)) + "\n{broken\n")
    assert backfill(prm, file, 1) == {"rows": 6, "accepted": 3, "duplicates": 0, **REFUSED}
    with file.open("a") as more:
        more.write(json.dumps(SALE) + "\n")
    assert backfill(prm, file, 1) == {"rows": 7, "accepted": 1, "duplicates": 3, **REFUSED}
    prm.wait_until_settled(key)
    return file


def test_a_second_backfill_stores_only_what_is_new(running: tuple[RunningPrm, str], filled: Path) -> None:
    freshness = running[0].ask("/api/v1/freshness", running[1])
    assert (freshness["stored"], freshness["duplicates"]) == (4, 3)


def test_a_rejected_row_is_reported_with_its_line_and_its_reason(filled: Path) -> None:
    lines = [json.loads(line) for line in filled.with_name("past.ndjson.rejected.ndjson").read_text().splitlines()]
    assert [(line["line"], line["field"]) for line in lines] == [(3, "type"), (5, "timestamp"), (6, "")]
    assert [line["reason"].partition(":")[0] for line in lines] == ["unknown_type", "missing", "not JSON"]
    assert lines[0]["row"] == ROWS[2]


@pytest.mark.parametrize("name", ["events.csv", "events.ndjson", "events.parquet"])
def test_an_export_sent_again_stores_nothing(
    running: tuple[RunningPrm, str], filled: Path, tmp_path: Path, name: str
) -> None:
    prm, key = running
    before = prm.wait_until_settled(key)
    assert "4 events" in prm.prm("export", str(tmp_path / name))
    sent = backfill(prm, tmp_path / name)
    assert (sent["accepted"], sent["duplicates"]) == (0, 4)
    after = prm.wait_until_settled(key)
    assert (after["stored"], after["duplicates"]) == (before["stored"], before["duplicates"] + 4)


def test_the_status_shows_how_long_events_are_kept(running: tuple[RunningPrm, str]) -> None:
    assert running[0].prm("migrate", "--status").rstrip().endswith("events are kept forever")
    here = Prm(running[0].data_dir)
    shown = here.run("migrate", "--status", PRM_EVENTS_TTL_DAYS="400").stdout
    assert shown.rstrip().endswith("events are kept forever; PRM_EVENTS_TTL_DAYS=400 is not applied yet")
    shown = here.run("migrate", "--dry-run", PRM_EVENTS_TTL_DAYS="400").stdout
    assert "alter table events modify ttl" in shown
    assert "interval 400 day;" in shown


def test_roll_ups_are_rebuilt_while_prm_runs(running: tuple[RunningPrm, str], filled: Path) -> None:
    assert "the sums are the same" in running[0].prm("rebuild-rollups", "--yes")


def test_a_backup_of_a_running_installation_is_restored_as_it_was(
    running: tuple[RunningPrm, str], filled: Path, tmp_path: Path
) -> None:
    prm, _ = running
    for name in ("country.mmdb", "draft.1"):
        (prm.data_dir / "geo").mkdir(exist_ok=True)
        (prm.data_dir / "geo" / name).write_bytes(b"countries")
    assert "0 waiting entries of Redis" in prm.prm("backup", str(tmp_path / "kept"))
    shutil.rmtree(prm.data_dir / "geo")
    assert not list((prm.data_dir / "warehouse" / "shadow").glob("prm*"))
    restored = Prm(tmp_path / "new")
    finished = restored.run("restore", str(tmp_path / "kept"))
    assert finished.returncode == 0, finished.stderr
    assert restored.run("restore", str(tmp_path / "kept")).returncode == 1
    restored.run("export", str(tmp_path / "restored.csv"))
    prm.prm("export", str(tmp_path / "running.csv"))
    assert (tmp_path / "restored.csv").read_text() == (tmp_path / "running.csv").read_text()
    assert [file.name for file in (tmp_path / "new" / "geo").iterdir()] == ["country.mmdb"]
    assert (tmp_path / "new" / "secret").read_bytes() == (prm.data_dir / "secret").read_bytes()
    [key] = (prm.data_dir / "address-keys").iterdir()
    assert not (tmp_path / "new" / "address-keys" / key.name).exists()
    assert "Keys of addresses are in no backup" in finished.stdout
    with sqlite3.connect(tmp_path / "new" / "registry.sqlite") as registry:
        assert registry.execute("select count(*) from sites").fetchone() == (1,)
    registry.close()


def test_an_erased_customer_is_nowhere(running: tuple[RunningPrm, str], filled: Path, tmp_path: Path) -> None:
    prm, key = running
    removed: dict[str, Any] = json.loads(prm.prm("erase", "--customer", "anna", "--yes", "--json"))
    assert (removed["events"], removed["identities"], removed["rollup_partner_hours"]) == (3, 1, 1)
    prm.prm("export", str(tmp_path / "left.ndjson"))
    [left] = (tmp_path / "left.ndjson").read_text().splitlines()
    assert json.loads(left)["visitor_id"] == "unknown"
    # An erased event that is sent again, like a beacon of a browser that was offline, is not stored again.
    backfill(prm, filled, 1)
    assert prm.wait_until_settled(key)["lag_events"] == 0
    assert "1 events" in prm.prm("export", str(tmp_path / "again.ndjson"))


def test_a_killed_backfill_is_continued_and_ends_with_the_same_result(
    running: tuple[RunningPrm, str], filled: Path, tmp_path: Path
) -> None:
    prm, key = running
    before = prm.wait_until_settled(key)["stored"]
    before_imports = len(json.loads(prm.prm("import", "list", "--json")))
    rows = [{"type": "pageview", "timestamp": 1772366400000 + n, "visitor_id": f"v{n % 50}"} for n in range(6_000)]
    file = tmp_path / "long.ndjson"
    file.write_text("\n".join(json.dumps(row) for row in [*rows, {"type": "click"}]))
    command = [sys.executable, "-m", "cli", "backfill", str(file), "--json", "--data-dir", str(prm.data_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while not list((prm.data_dir / "backfill").glob("*.json")) and process.poll() is None:
            time.sleep(0.005)
        process.kill()
    ended = backfill(prm, file, 1)
    # What was being sent when it was killed is sent again, and counted as a duplicate.
    assert ended["accepted"] + ended["duplicates"] == 6_000
    assert (ended["rows"], ended["rejected"]) == (6_001, 1)
    assert len(json.loads(prm.prm("import", "list", "--json"))) == before_imports + 1
    assert prm.wait_until_settled(key)["stored"] == before + 6_000
    assert list((prm.data_dir / "backfill").iterdir()) == []
