"""A wrong file is imported, taken back by a command that is killed on its way, and the corrected file counts."""

import json
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from settings.data_directory import warehouse_socket
from tests.cli.command_runner import Prm, PrmHere
from tests.fixtures.running import RunningPrm, run_prm
from transfer.import_lock import hold_import
from warehouse.clickhouse.shared_client import SharedWarehouse

HEAD = "event_id,type,timestamp,order_id,amount,currency,ref"
IDS = [f"01a0fc0e-7100-727b-8843-6d305814000{n}" for n in (1, 2, 3)]
WRONG = f"""{HEAD}
{IDS[0]},sale,2026-10-01T10:00:00Z,T1,49,EUR,
{IDS[1]},sale,2026-10-02T10:00:00Z,T2,120,EUR,
{IDS[2]},sale,2026-10-02T11:00:00Z,T3,1,EUR,alice
"""
RIGHT = f"""{HEAD}
{IDS[0]},sale,2026-10-01T10:00:00Z,T1,4900,EUR,alice
{IDS[1]},sale,2026-10-02T10:00:00Z,T2,12000,EUR,bob
"""


def list_sales(prm: RunningPrm, key: str) -> dict[str, tuple[str, int, str]]:
    """Order to source, minor units and partner."""
    answer = prm.ask("/api/v1/conversions", key, **{"from": "2026-09-01", "to": "2026-12-31"})
    return {row["order_id"]: (row["source"], row["value"]["minor"], row["ref"]) for row in answer["rows"]}


def send_file(prm: RunningPrm, file: Path, content: str) -> dict[str, Any]:
    file.write_text(content)
    printed: dict[str, Any] = json.loads(prm.prm("backfill", str(file), "--json"))
    return printed


def do(prm: RunningPrm, *words: str) -> str:
    """What a command prints that asks the running installation."""
    done = PrmHere(prm.data_dir).run(*words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def kill_undo(prm: RunningPrm, import_id: str) -> None:
    """Kills the command after its first statement."""
    words = ["import", "undo", import_id, "--yes", "--data-dir", str(prm.data_dir)]
    with (
        closing(SharedWarehouse(warehouse_socket(prm.data_dir))) as warehouse,
        subprocess.Popen([sys.executable, "-m", "cli", *words], stdout=subprocess.PIPE) as process,
    ):
        while not warehouse.query("select count() from events_to_undo").parse_value(int) and process.poll() is None:
            time.sleep(0.002)
        process.kill()
    assert process.returncode != 0


def test_a_wrong_file_is_taken_back_and_the_right_one_counts(tmp_path: Path) -> None:
    with run_prm(tmp_path / "data", "--workers", "1") as prm:
        key = str(prm.create_site()["secret_key"])
        for code in ("alice", "bob"):
            do(prm, "partner", "create", "--site", "1", "--code", code, "--name", code)
        wrong = send_file(prm, tmp_path / "sales.csv", WRONG)
        assert (wrong["accepted"], wrong["duplicates"]) == (3, 0)
        # The import says otherwise, so this file is a duplicate as long as the import is there.
        later = send_file(prm, tmp_path / "later.csv", f"{HEAD}\n,sale,2026-10-02T11:00:00Z,T3,700,EUR,bob\n")
        assert (later["accepted"], later["duplicates"]) == (0, 1)
        kill_undo(prm, wrong["import_id"])
        with hold_import(prm.data_dir, wrong["import_id"]):
            # As `prm backfill` does while it sends the file.
            denied = Prm(prm.data_dir).run("import", "undo", wrong["import_id"], "--yes")
        assert (denied.returncode, "is still being sent" in denied.stderr) == (1, True)
        prm.prm("import", "undo", wrong["import_id"], "--yes")
        prm.wait_until_settled(key)
        assert list_sales(prm, key) == {"T3": ("import", 700, "bob")}
        right = send_file(prm, tmp_path / "sales.csv", RIGHT)
        assert (right["accepted"], right["duplicates"]) == (2, 0)
        prm.wait_until_settled(key)
        assert list_sales(prm, key) == {
            "T1": ("import", 4900, "alice"), "T2": ("import", 12000, "bob"), "T3": ("import", 700, "bob"),
        }  # fmt: skip
        states = {row["import_id"]: row["state"] for row in json.loads(do(prm, "import", "list", "--json"))}
        assert states == {
            wrong["import_id"]: "undone", later["import_id"]: "complete", right["import_id"]: "complete",
        }  # fmt: skip
        assert PrmHere(prm.data_dir).run("import", "undo", wrong["import_id"], "--yes").returncode == 1
        do(prm, "verify")
