"""What the owner of the embedded warehouse lends to other processes of the machine."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest

from warehouse.clickhouse.embedded import EmbeddedWarehouse
from warehouse.clickhouse.shared_client import BorrowedWarehouse
from warehouse.clickhouse.shared_server import lend_warehouse
from warehouse.interface import Warehouse, WarehouseRefused, WarehouseUnavailable


@pytest.fixture
def place() -> Iterator[Path]:
    """A path short enough for a socket."""
    with TemporaryDirectory(prefix="prm-lent-") as directory:
        yield Path(directory) / "run" / "warehouse.sock"


@pytest.fixture
def borrowed(warehouse: Warehouse, place: Path) -> Iterator[BorrowedWarehouse]:
    """The warehouse of the tests by way of a socket."""
    assert isinstance(warehouse, EmbeddedWarehouse)
    with lend_warehouse(warehouse.answer, place), closing(BorrowedWarehouse(place)) as borrowed:
        yield borrowed


def test_a_question_is_answered_as_its_owner_would(borrowed: BorrowedWarehouse, warehouse: Warehouse) -> None:
    asked = "select number, toUUID(toString({id:UUID})) as id, now() as moment from numbers({rows:UInt8})"
    for rows in (0, 3):
        answer = borrowed.query(asked, {"rows": rows, "id": str(UUID(int=7))})
        assert (answer.names, len(answer)) == (("number", "id", "moment"), rows)
    warehouse.insert("event_ids", {"id": [b"0" * 16], "site_id": [1], "batch": [5]})
    borrowed.execute(
        "alter table event_ids delete where batch = {batch:UInt64} settings mutations_sync = 1", {"batch": 5}
    )
    assert borrowed.query("select count() from event_ids").columns == ([0],)


def test_a_refusal_arrives_as_what_it_is(borrowed: BorrowedWarehouse) -> None:
    with pytest.raises(WarehouseRefused, match="nothing_of_this_name"):
        borrowed.query("select x from nothing_of_this_name")
    with pytest.raises(WarehouseRefused):
        borrowed.insert("events", {})
    assert len(borrowed.query("select 1")) == 1


def test_only_its_owner_may_open_the_socket(borrowed: BorrowedWarehouse, place: Path) -> None:
    assert place.stat().st_mode & 0o777 == 0o600


def test_where_nobody_lends_nothing_is_borrowed(place: Path) -> None:
    with pytest.raises(WarehouseUnavailable, match="nobody lends"):
        BorrowedWarehouse(place)
