"""`prm backfill --dry-run` says how a file is read and what would become of each row, and sends nothing."""

from pathlib import Path

import pytest

from database.migration import migrate_database
from database.sessions import begin_change, open_sessions
from registry.sites import create_site
from settings import RegistrySettings, read_settings
from tests.cli.command_runner import PrmHere

RIGHT = """type,timestamp,order_id,amount,currency,ref,shade
sale,2026-10-01T10:00:00Z,T1,4900,EUR,alice,red
sale,2026-10-02T10:00:00Z,T2,12000,EUR,bob,blue
"""
# The amounts of the second are decimal, and one day is none.
WRONG = """type,timestamp,order_id,amount,currency,ref,shade
sale,2026-10-01T10:00:00Z,T1,49.00,EUR,alice,red
sale,2026-10-32T10:00:00Z,T2,12000,EUR,bob,blue
"""


@pytest.fixture
def prm(tmp_path: Path) -> PrmHere:
    """With one site and no server."""
    data_dir = tmp_path / "data"
    sessions = open_sessions(read_settings(RegistrySettings, {"PRM_DATA_DIR": str(data_dir)}))
    migrate_database(sessions.kw["bind"])
    with begin_change(sessions) as session:
        create_site(session, "Shop", ["shop.example"])
    sessions.kw["bind"].dispose()
    return PrmHere(data_dir)


def test_each_column_and_what_would_be_accepted_are_named(prm: PrmHere, tmp_path: Path) -> None:
    (file := tmp_path / "right.csv").write_text(RIGHT)
    finished = prm.run("backfill", str(file), "--dry-run")
    assert finished.returncode == 0, finished.stderr
    said = (finished.stdout + finished.stderr).splitlines()
    assert {"  amount     → amount", "  shade      ? not read"} <= set(said)
    assert "2 rows, 2 events would be accepted, 0 duplicates, 0 refused" in said
    assert any('"amount": "120.00"' in line and '"order_id": "T2"' in line for line in said)


def test_a_row_that_would_be_rejected_is_named_and_the_status_is_1(prm: PrmHere, tmp_path: Path) -> None:
    (file := tmp_path / "wrong.csv").write_text(WRONG)
    finished = prm.run("backfill", str(file), "--dry-run")
    assert finished.returncode == 1
    said = (finished.stdout + finished.stderr).splitlines()
    assert "line 2: amount not_an_integer (amounts like 49.90 need --major-units)" in said
    assert "line 3: timestamp not_a_timestamp" in said
    assert "2 rows, 0 events would be accepted, 0 duplicates, 2 refused" in said
    assert {each.name for each in tmp_path.iterdir()} == {"data", "wrong.csv"}
