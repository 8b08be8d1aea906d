"""The warehouse for one process: its own, or that of the process that owns the embedded one."""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager

from settings import IngestSettings, ReaderSettings, WarehouseSettings
from settings.damaged_files import describe_damaged_files
from settings.data_directory import warehouse_socket
from supervisor.store_migration import prepare_warehouse
from warehouse.clickhouse.cluster_settings import ANY_REPLICA
from warehouse.clickhouse.shared_server import serve_warehouse
from warehouse.connection import open_warehouse
from warehouse.interface import Warehouse, WarehouseOwned, WarehouseUnavailable

LOG = logging.getLogger(__name__)


@contextmanager
def connect_warehouse(settings: WarehouseSettings) -> Iterator[Warehouse]:
    """The configured server, else the embedded warehouse, opened here or reached through the process that owns it.

    Raises :class:`WarehouseOwned` if the owner does not share it.
    """
    try:
        warehouse = open_warehouse(settings)
    except WarehouseOwned as exc:
        warehouse = _connect_owner(settings, exc)
    with closing(warehouse):
        yield warehouse


@contextmanager
def share_warehouse(settings: WarehouseSettings, warehouse: Warehouse) -> Iterator[None]:
    """Lets commands of this machine use the embedded warehouse of this process; a server they reach themselves."""
    if settings.clickhouse_url:
        yield
        return
    from warehouse.clickhouse.embedded import EmbeddedWarehouse

    if not isinstance(warehouse, EmbeddedWarehouse):
        raise TypeError("only an embedded warehouse can be shared")
    with serve_warehouse(warehouse, warehouse_socket(settings.data_dir)):
        yield


def open_reader(settings: ReaderSettings) -> Warehouse:
    """The warehouse of console and worker: a server, else the embedded one through ingest, which owns and migrates it.

    Each call raises ``WarehouseUnavailable`` until ingest runs.
    """
    if settings.clickhouse_url:
        from warehouse.clickhouse.native import NO_SETTINGS, NativeWarehouse

        url = settings.clickhouse_reader_url or settings.clickhouse_url
        return NativeWarehouse(url, ANY_REPLICA if settings.clickhouse_cluster else NO_SETTINGS)
    from warehouse.clickhouse.shared_client import SharedWarehouse

    return SharedWarehouse(warehouse_socket(settings.data_dir))


def open_owner(settings: WarehouseSettings) -> Warehouse:
    """The warehouse with the rights of ingest, in another process: a server, else the embedded one through ingest."""
    if settings.clickhouse_url:
        return open_warehouse(settings)
    from warehouse.clickhouse.shared_client import SharedWarehouse

    return SharedWarehouse(warehouse_socket(settings.data_dir))


def open_migrated_warehouse(settings: IngestSettings) -> Warehouse:
    """The warehouse of ingest; an embedded one is migrated first."""
    warehouse = open_warehouse(settings)
    # No other process can: it owns the embedded directory. A server is migrated by `prm migrate`.
    if not settings.clickhouse_url:
        prepare_warehouse(warehouse, settings)
        for notice in describe_damaged_files(settings.data_dir):
            LOG.warning("%s; see `prm repair list`", notice)
    return warehouse


def _connect_owner(settings: WarehouseSettings, owned: WarehouseOwned) -> Warehouse:
    from warehouse.clickhouse.shared_client import SharedWarehouse

    shared = SharedWarehouse(warehouse_socket(settings.data_dir))
    try:
        shared.execute("select 1")
    except WarehouseUnavailable:
        shared.close()
        raise owned from None
    return shared
