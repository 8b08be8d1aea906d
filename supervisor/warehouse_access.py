"""The warehouse for one command, also while `prm up` has the embedded one."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from settings import WarehouseSettings
from settings.data_directory import warehouse_socket
from warehouse.clickhouse.shared_server import serve_warehouse
from warehouse.connection import open_warehouse
from warehouse.interface import Warehouse, WarehouseOwned, WarehouseUnavailable


@contextmanager
def using_warehouse(settings: WarehouseSettings) -> Iterator[Warehouse]:
    """The configured server, the embedded directory, or what its owner lends of it.

    Raises :class:`WarehouseOwned` if the owner lends nothing.
    """
    try:
        warehouse = open_warehouse(settings)
    except WarehouseOwned as exc:
        warehouse = _borrow(settings, exc)
    with closing(warehouse):
        yield warehouse


@contextmanager
def lending(settings: WarehouseSettings, warehouse: Warehouse) -> Iterator[None]:
    """Lets the commands of this machine use the embedded warehouse of this process; a server they reach themselves."""
    if settings.clickhouse_url:
        yield
        return
    from warehouse.clickhouse.embedded import EmbeddedWarehouse

    if not isinstance(warehouse, EmbeddedWarehouse):
        raise TypeError("only the embedded warehouse is lent")
    with serve_warehouse(warehouse.run_statement, warehouse_socket(settings.data_dir)):
        yield


def _borrow(settings: WarehouseSettings, owned: WarehouseOwned) -> Warehouse:
    from warehouse.clickhouse.shared_client import SharedWarehouse

    try:
        return SharedWarehouse(warehouse_socket(settings.data_dir))
    except WarehouseUnavailable:
        raise owned from None
