"""The contract's fixture: each way into ClickHouse in turn."""

import os
import socket

import pytest

from tests.fixtures.warehouse import REAL_SERVER, empty_tables
from warehouse.interface import Warehouse

WAYS = ["embedded", "native", *(["real"] if os.environ.get(REAL_SERVER) else [])]


@pytest.fixture
def unused_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(params=WAYS)
def each_warehouse(request: pytest.FixtureRequest) -> Warehouse:
    """One way into ClickHouse, migrated and empty."""
    opened: Warehouse = request.getfixturevalue(f"{request.param}_session")
    empty_tables(opened)
    return opened
