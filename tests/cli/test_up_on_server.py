"""With a ClickHouse server ingest and console are processes of their own."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.running import run_prm
from tests.warehouse.native_server.process import NativeServer


@pytest.fixture
def server() -> Iterator[NativeServer]:
    directory = Path(tempfile.mkdtemp(prefix="prm-native-"))
    server = NativeServer(directory)
    server.start()
    yield server
    server.kill()
    shutil.rmtree(directory)


def test_ingest_and_console_run_apart(tmp_path: Path, server: NativeServer) -> None:
    environ = {"PRM_CLICKHOUSE_URL": server.url}
    with run_prm(tmp_path / "data", "--workers", "1", environ=environ) as prm:
        assert prm.pid("ingest") != prm.pid("console")
        key = prm.create_site()["secret_key"]
        prm.send(key, [{"type": "pageview", "visitor_id": "v"}])
        assert prm.wait_until_settled(key)["stored"] == 1
    assert not (tmp_path / "data" / "warehouse").exists()
