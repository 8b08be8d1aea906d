"""SIGKILL at any moment loses no acknowledged row, and a repeated batch makes up for what was cut short."""

import os
import signal
import subprocess
from pathlib import Path

import orjson
import pytest

from tests.warehouse.clickhouse.embedded_process import BATCH_ROWS, FAILED, TABLES, run_process, start_process
from warehouse.upkeep.migration import read_migrations


def test_no_acknowledged_row_is_lost_and_none_is_written_twice(tmp_path: Path) -> None:
    acknowledged = 0
    for _ in range(3):
        acknowledged = max(acknowledged, _insert_until_killed(tmp_path))
    before, after = _insert_again_and_count(tmp_path, acknowledged + 2)
    assert all(rows >= acknowledged * BATCH_ROWS for rows in before)
    assert after == [(acknowledged + 2) * BATCH_ROWS] * len(TABLES)


@pytest.mark.parametrize("calls", [1, 2, 4, 5, 7])
def test_a_migration_killed_between_two_statements_is_finished_by_the_next(tmp_path: Path, calls: int) -> None:
    assert run_process("migrate", tmp_path, calls).returncode == -signal.SIGKILL
    assert orjson.loads(run_process("migrate", tmp_path).stdout) == [migration.name for migration in read_migrations()]


def _insert_until_killed(directory: Path) -> int:
    """How many batches from the first on were acknowledged before the process was killed at work."""
    process = start_process("insert", directory)
    assert process.stdout
    for _ in range(12):
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return 12 + len(rest.splitlines())


def _insert_again_and_count(directory: Path, batches: int) -> list[list[int]]:
    counts: list[list[int]] = orjson.loads(run_process("count", directory, standard_input=str(batches)).stdout)
    return counts


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_raises_and_every_acknowledged_row_is_stored(tmp_path: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "prm-small", tmp_path], check=True)
    try:
        process = start_process("insert", tmp_path)
        acknowledged = len((process.communicate()[0]).splitlines())
        assert process.returncode == FAILED
        subprocess.run(["mount", "-o", "remount,size=256m", tmp_path], check=True)
        before, after = _insert_again_and_count(tmp_path, acknowledged + 2)
        assert all(rows >= acknowledged * BATCH_ROWS for rows in before)
        assert after == [(acknowledged + 2) * BATCH_ROWS] * len(TABLES)
    finally:
        subprocess.run(["umount", tmp_path], check=True)
