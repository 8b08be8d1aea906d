"""The contract's fixture: each client of ClickHouse in turn."""

import os

import pytest

from tests.fixtures.running import find_free_ports
from tests.fixtures.warehouse import REAL_SERVER, empty_tables
from warehouse.interface import Warehouse

CLIENTS = ["embedded", "shared", "native", *(["real"] if os.environ.get(REAL_SERVER) else [])]


@pytest.fixture
def unused_port() -> int:
    """A port of the loopback on which nobody listens."""
    [port] = find_free_ports(1)
    return port


@pytest.fixture(params=CLIENTS)
def each_warehouse(request: pytest.FixtureRequest) -> Warehouse:
    """A warehouse through one client, migrated and empty."""
    opened: Warehouse = request.getfixturevalue(f"{request.param}_session")
    empty_tables(opened)
    return opened
