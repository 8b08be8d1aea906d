"""The contract's fixture: each client of ClickHouse in turn."""

import os
import socket

import pytest

from tests.fixtures.warehouse import REAL_SERVER, empty_tables
from warehouse.interface import Warehouse

CLIENTS = ["embedded", "shared", "native", *(["real"] if os.environ.get(REAL_SERVER) else [])]


@pytest.fixture
def unused_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(params=CLIENTS)
def each_warehouse(request: pytest.FixtureRequest) -> Warehouse:
    """A warehouse through one client, migrated and empty."""
    opened: Warehouse = request.getfixturevalue(f"{request.param}_session")
    empty_tables(opened)
    return opened
