"""The process that owns the embedded warehouse serves others of the machine."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest

from warehouse.clickhouse.embedded import EmbeddedWarehouse
from warehouse.clickhouse.shared_client import SharedWarehouse
from warehouse.clickhouse.shared_server import serve_warehouse
from warehouse.interface import StatementFailed, Warehouse, WarehouseUnavailable

# Serves a warehouse that takes its process with it.
DYING_OWNER = """
import os, sys, time
from pathlib import Path
from warehouse.clickhouse.shared_server import serve_warehouse
class Engine:
    def run_statement(self, *_):
        os._exit(9)
with serve_warehouse(Engine(), Path(sys.argv[1])):
    print("serving", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def socket_path() -> Iterator[Path]:
    """A path short enough for a socket."""
    with TemporaryDirectory(prefix="prm-shared-") as directory:
        yield Path(directory) / "run" / "warehouse.sock"


@pytest.fixture
def shared(warehouse: Warehouse, socket_path: Path) -> Iterator[SharedWarehouse]:
    """The warehouse of the tests, through a socket."""
    assert isinstance(warehouse, EmbeddedWarehouse)
    with serve_warehouse(warehouse, socket_path), closing(SharedWarehouse(socket_path)) as shared:
        yield shared


def test_queries_and_changes_work_as_for_the_owner(shared: SharedWarehouse, warehouse: Warehouse) -> None:
    statement = "select number, toUUID(toString({id:UUID})) as id, now() as moment from numbers({rows:UInt8})"
    for count in (0, 3):
        rows = shared.query(statement, {"rows": count, "id": str(UUID(int=7))})
        assert (rows.names, len(rows)) == (("number", "id", "moment"), count)
    warehouse.insert("event_ids", {"id": [b"0" * 16], "site_id": [1], "batch": [5]})
    shared.execute(
        "alter table event_ids delete where batch = {batch:UInt64} settings mutations_sync = 1", {"batch": 5}
    )
    assert shared.query("select count() from event_ids").columns == ([0],)


def test_an_error_arrives_as_what_it_is(shared: SharedWarehouse) -> None:
    with pytest.raises(StatementFailed, match="nothing_of_this_name"):
        shared.query("select x from nothing_of_this_name")
    with pytest.raises(StatementFailed):
        shared.insert("events", {})
    assert len(shared.query("select 1")) == 1


def test_only_its_owner_may_open_the_socket(shared: SharedWarehouse, socket_path: Path) -> None:
    assert socket_path.stat().st_mode & 0o777 == 0o600


def test_without_a_server_it_is_unavailable(socket_path: Path) -> None:
    with (
        closing(SharedWarehouse(socket_path)) as shared,
        pytest.raises(WarehouseUnavailable, match="no process serves"),
    ):
        shared.query("select 1")


def test_it_finds_the_next_owner_by_itself(warehouse: Warehouse, socket_path: Path) -> None:
    assert isinstance(warehouse, EmbeddedWarehouse)
    with closing(SharedWarehouse(socket_path)) as shared:
        for _ in range(3):
            with serve_warehouse(warehouse, socket_path):
                assert shared.query("select 1").columns == ([1],)
            with pytest.raises(WarehouseUnavailable):
                shared.query("select 1")


def test_an_owner_that_dies_in_a_call_leaves_the_call_unavailable(socket_path: Path) -> None:
    owner = subprocess.Popen([sys.executable, "-c", DYING_OWNER, str(socket_path)], stdout=subprocess.PIPE)
    assert owner.stdout is not None
    assert owner.stdout.readline() == b"serving\n"
    with (
        closing(SharedWarehouse(socket_path)) as shared,
        pytest.raises(WarehouseUnavailable, match="lost the connection"),
    ):
        shared.query("select 1")
    owner.stdout.close()
    owner.wait()
