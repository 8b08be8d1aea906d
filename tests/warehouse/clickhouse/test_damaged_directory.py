"""The embedded engine opens a directory whose newest files a power cut has emptied; what is unreadable is put aside."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from settings.damaged_files import list_damaged_files

BATCHES = 150
# More than the engine's own limit of 100 broken parts of a table.
DAMAGED = 120
WRITE = """
import sys
from pathlib import Path
from tests.warehouse.clickhouse.embedded_process import make_batch
from warehouse.clickhouse.embedded import EmbeddedWarehouse
from warehouse.upkeep.migration import migrate
warehouse = EmbeddedWarehouse(Path(sys.argv[1]), max_threads=2, max_memory_bytes=0)
migrate(warehouse)
warehouse.execute("system stop merges")
for number in range(int(sys.argv[2])):
    statement = "insert into order_returns (site_id, order_id) settings insert_deduplication_token = {token:String}"
    warehouse.execute(statement + " select 1, {token:String}", {"token": str(number)})
warehouse.close()
"""
COUNT = """
import sys
from pathlib import Path
from warehouse.clickhouse.embedded import EmbeddedWarehouse
from warehouse.upkeep.migration import migrate
warehouse = EmbeddedWarehouse(Path(sys.argv[1]), max_threads=2, max_memory_bytes=0)
migrate(warehouse)
print(warehouse.query("select count() from order_returns").columns[0][0])
warehouse.execute("insert into order_returns (site_id, order_id) select 1, 'new'")
warehouse.close()
"""


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data directory whose table `order_returns` has a part for each batch."""
    run(WRITE, tmp_path / "warehouse", BATCHES)
    return tmp_path


def run(program: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def find_table(data_dir: Path) -> Path:
    return (data_dir / "warehouse" / "data" / "prm" / "order_returns").resolve()


def list_parts(data_dir: Path) -> list[Path]:
    return sorted(find_table(data_dir).glob("all_*"))


def empty(file: Path) -> None:
    file.write_bytes(b"")


def fill_with_zeros(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def remove(file: Path) -> None:
    file.unlink()


@pytest.mark.parametrize("damage", [empty, fill_with_zeros, remove])
def test_many_parts_without_their_bytes_are_put_aside(data_dir: Path, damage: Callable[[Path], None]) -> None:
    for part in list_parts(data_dir)[:DAMAGED]:
        for file in part.iterdir():
            damage(file)
    opened = run(COUNT, data_dir / "warehouse")
    assert opened.stdout == f"{BATCHES - DAMAGED}\n", opened.stderr
    assert [each.store for each in list_damaged_files(data_dir)] == ["warehouse"] * DAMAGED


@pytest.mark.parametrize("name", ["data.bin", "count.txt", "checksums.txt", "columns.txt"])
def test_a_part_that_lacks_the_bytes_of_one_file_is_put_aside(data_dir: Path, name: str) -> None:
    empty(list_parts(data_dir)[0] / name)
    opened = run(COUNT, data_dir / "warehouse")
    assert opened.stdout == f"{BATCHES - 1}\n", opened.stderr
    assert len(list_damaged_files(data_dir)) == 1


@pytest.mark.parametrize("damage", [empty, fill_with_zeros, lambda file: file.write_bytes(file.read_bytes()[:-7])])
def test_a_torn_record_of_tokens_does_not_stop_the_start(data_dir: Path, damage: Callable[[Path], object]) -> None:
    for file in (find_table(data_dir) / "deduplication_logs").iterdir():
        damage(file)
    assert run(COUNT, data_dir / "warehouse").stdout == f"{BATCHES}\n"


def test_drafts_that_a_killed_process_left_do_not_stop_the_start(data_dir: Path) -> None:
    [definition] = (data_dir / "warehouse" / "store").glob("*/*/order_returns.sql")
    definition.with_suffix(".sql.tmp").touch()
    (find_table(data_dir) / "tmp_mutation_9.txt").touch()
    (find_table(data_dir) / "tmp_insert_all_999_999_0").mkdir()
    assert run(COUNT, data_dir / "warehouse").stdout == f"{BATCHES}\n"


def test_a_table_without_its_definition_is_an_error_that_names_the_file(data_dir: Path) -> None:
    [definition] = (data_dir / "warehouse" / "store").glob("*/*/order_returns.sql")
    empty(definition)
    failed = run(COUNT, data_dir / "warehouse")
    assert "WarehouseDamaged: the embedded warehouse" in failed.stderr
    assert f"Cannot parse definition from metadata file store/{definition.parent.parent.name}" in failed.stderr
