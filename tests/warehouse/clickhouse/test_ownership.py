"""One process owns an embedded directory, and the error of another names it."""

import os
import signal
from pathlib import Path

import pytest

from tests.fixtures.warehouse import MEMORY_BYTES
from tests.warehouse.clickhouse.embedded_process import OWNED, run_process, start_process
from warehouse.clickhouse.embedded import EmbeddedWarehouse
from warehouse.interface import Warehouse, WarehouseOwned


def test_the_error_of_another_process_names_the_owner_and_the_remedy(
    warehouse: Warehouse, warehouse_directory: Path
) -> None:
    process = run_process("own", warehouse_directory)
    assert process.returncode == OWNED
    assert f"process {os.getpid()} owns" in process.stdout
    assert "PRM_CLICKHOUSE_URL" in process.stdout


def test_a_second_opening_in_the_same_process_fails_too(warehouse: Warehouse, warehouse_directory: Path) -> None:
    with pytest.raises(WarehouseOwned, match=str(os.getpid())):
        EmbeddedWarehouse(warehouse_directory, max_threads=1, max_memory_bytes=MEMORY_BYTES)
    assert warehouse.query("select 1 as n").dicts() == [{"n": 1}]


def test_a_killed_owner_leaves_the_directory_to_the_next(tmp_path: Path) -> None:
    owner = start_process("insert", tmp_path)
    assert owner.stdout
    owner.stdout.readline()
    assert run_process("own", tmp_path).returncode == OWNED
    owner.send_signal(signal.SIGKILL)
    owner.communicate()
    assert run_process("own", tmp_path).returncode == 0
