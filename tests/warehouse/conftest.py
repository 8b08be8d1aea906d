"""The contract's fixture: each way into ClickHouse in turn."""

import os

import pytest

from tests.fixtures.warehouse import REAL_SERVER, empty_tables
from warehouse.interface import Warehouse

WAYS = ["embedded", "native", *(["real"] if os.environ.get(REAL_SERVER) else [])]


@pytest.fixture(params=WAYS)
def each_warehouse(request: pytest.FixtureRequest) -> Warehouse:
    """One way into ClickHouse, migrated and empty."""
    opened: Warehouse = request.getfixturevalue(f"{request.param}_session")
    empty_tables(opened)
    return opened
