"""Opens the warehouse that the settings name."""

from settings import WarehouseSettings
from settings.budget import divide_warehouse
from settings.data_directory import embedded_warehouse, remembered_warehouse
from warehouse.clickhouse.cluster_settings import CONSISTENT
from warehouse.directory_identity import check_remembered, remember
from warehouse.interface import Warehouse


def open_warehouse(settings: WarehouseSettings) -> Warehouse:
    """The server of ``PRM_CLICKHOUSE_URL``, else the embedded engine in the data directory.

    Raises ``WarehouseUnavailable`` if the server does not answer, ``WarehouseOwned`` if another process has the
    directory, ``WarehouseMissing`` if there was one and it is gone. A client's library is imported only when that
    client is chosen.
    """
    if settings.clickhouse_url:
        from warehouse.clickhouse.native import NO_SETTINGS, NativeWarehouse

        return NativeWarehouse(settings.clickhouse_url, CONSISTENT if settings.clickhouse_cluster else NO_SETTINGS)
    from warehouse.clickhouse.embedded import EmbeddedWarehouse

    directory, memory = embedded_warehouse(settings.data_dir), remembered_warehouse(settings.data_dir)
    check_remembered(directory, memory)
    budget = divide_warehouse(settings)
    opened = EmbeddedWarehouse(
        directory,
        max_threads=settings.warehouse_threads,
        max_memory_bytes=budget.statement_bytes,
        total_memory_bytes=budget.total_bytes,
    )
    remember(opened.identity, memory)
    return opened
