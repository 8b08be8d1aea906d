"""The settings choose the client of ClickHouse."""

from pathlib import Path

import pytest

from settings import WarehouseSettings, read_settings
from tests.warehouse.native_server.process import NativeServer
from warehouse.clickhouse.native import NativeWarehouse
from warehouse.connection import open_warehouse
from warehouse.interface import Warehouse, WarehouseOwned


def test_a_url_opens_the_server(native_server: NativeServer) -> None:
    opened = open_warehouse(read_settings(WarehouseSettings, {"PRM_CLICKHOUSE_URL": native_server.url}))
    assert isinstance(opened, NativeWarehouse)
    opened.close()
    opened.close()


def test_no_url_opens_the_directory_in_the_data_directory(
    warehouse: Warehouse, warehouse_directory: Path, tmp_path: Path
) -> None:
    (tmp_path / "warehouse").symlink_to(warehouse_directory)
    with pytest.raises(WarehouseOwned, match=str(tmp_path / "warehouse")):
        open_warehouse(read_settings(WarehouseSettings, {"PRM_DATA_DIR": str(tmp_path)}))
