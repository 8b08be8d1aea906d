"""On a ClickHouse cluster a batch in doubt is counted and completed; tokens alone decide nothing.

The test server is a cluster of one without a Keeper: what is sent to it, and what follows from its errors, is tested;
that replicas of several servers agree is not.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from redis import Redis

from events.keys import WRITE_TURN
from ingest.storage import BatchStage
from ingest.worker import Worker
from settings import IngestSettings, ReaderSettings, read_settings
from supervisor.warehouse_access import open_reader
from tests.ingest.builders import (
    append_events,
    count_rows,
    count_standing,
    make_event,
    make_sale,
    make_settings,
    read_settled,
    run_until_settled,
)
from tests.warehouse.native_server.process import NativeServer
from warehouse.clickhouse.cluster_settings import ANY_REPLICA, CONSISTENT
from warehouse.clickhouse.native import NativeWarehouse
from warehouse.connection import open_warehouse
from warehouse.interface import Columns, Warehouse, WarehouseUnavailable
from warehouse.upkeep.migration import migrate

CLUSTER = "shops"
NAMES = ("insert_quorum", "insert_quorum_parallel", "insert_quorum_timeout", "select_sequential_consistency")
SETTINGS = "select name, value from system.settings where changed and name in {names:Array(String)}"
TABLES = ("events", "event_ids", "conversion_reports", "duplicates")


@pytest.fixture(scope="module")
def cluster_url(native_server: NativeServer) -> str:
    """A database of its own on the cluster."""
    with closing(NativeWarehouse(native_server.url)) as keeper:
        keeper.execute("create database ingested")
    url = native_server.url.replace("/prm", "/ingested")
    with closing(NativeWarehouse(url, CONSISTENT)) as opened:
        migrate(opened, cluster=CLUSTER)
    return url


@pytest.fixture
def cluster(cluster_url: str, tmp_path: Path) -> Iterator[Warehouse]:
    """The warehouse as ingest opens it, empty."""
    with closing(open_warehouse(_make_settings(cluster_url, tmp_path))) as opened:
        full = opened.query("select name from system.tables where database = 'ingested' and total_rows > 0")
        for name in {str(name) for name in full.columns[0] if str(name).endswith("_local")}:
            if name != "schema_migrations_local":
                opened.execute("truncate table {name:Identifier}", {"name": name})
        yield opened


class UncertainWarehouse:
    """Answers the first inserts as a server does that has stored them and cannot say whether a quorum has."""

    def __init__(self, warehouse: Warehouse, failures: int, forgotten: str = "") -> None:
        self._warehouse = warehouse
        self._left = failures
        self._forgotten = forgotten
        self.tokens: list[str] = []

    def insert(self, table: str, columns: Columns, token: str = "") -> None:
        """See ``Warehouse``."""
        if table == "events":
            self.tokens.append(token)
        self._warehouse.insert(table, columns, token)
        if table == "events" and self._left:
            self._left -= 1
            if self._forgotten:
                self._warehouse.execute(self._forgotten)
            raise WarehouseUnavailable("Code: 319. DB::Exception: Unknown quorum status.")

    def __getattr__(self, name: str) -> object:
        return getattr(self._warehouse, name)


def test_ingest_waits_for_a_quorum_and_reads_what_it_has(cluster: Warehouse) -> None:
    assert dict(cluster.query(SETTINGS, {"names": list(NAMES)}).parse_tuples(tuple[str, str])) == {
        "insert_quorum": "auto",
        "insert_quorum_parallel": "0",
        "insert_quorum_timeout": "60000",
        "select_sequential_consistency": "1",
    }


def test_reports_may_read_any_replica(cluster_url: str, tmp_path: Path) -> None:
    variables = {"PRM_CLICKHOUSE_URL": cluster_url, "PRM_CLICKHOUSE_CLUSTER": CLUSTER, "PRM_DATA_DIR": str(tmp_path)}
    with closing(open_reader(read_settings(ReaderSettings, variables))) as reader:
        found = dict(reader.query(SETTINGS, {"names": list(NAMES)}).parse_tuples(tuple[str, str]))
    assert (found["insert_quorum"], "select_sequential_consistency" in found) == ("auto", False)
    assert ANY_REPLICA["insert_quorum_parallel"] == "1"


def test_an_insert_of_unknown_status_is_stored_once(
    redis: Redis, cluster: Warehouse, cluster_url: str, tmp_path: Path
) -> None:
    append_events(redis, [make_sale(order_id=f"A-{number}") for number in range(20)])
    uncertain = UncertainWarehouse(cluster, failures=4)
    _run(redis, uncertain, cluster_url, tmp_path)
    assert len(uncertain.tokens) >= 2
    assert [count_rows(cluster, table) for table in TABLES] == [20, 20, 20, 0]
    assert count_standing(cluster) == 20
    assert read_settled(redis) == {"7:stored": 20}
    assert not redis.exists(WRITE_TURN)


def test_a_batch_whose_tokens_are_forgotten_is_stored_once(
    redis: Redis, cluster: Warehouse, cluster_url: str, tmp_path: Path
) -> None:
    """As after the window of tokens, or on a shard that was added: the server would take the rows again."""
    append_events(redis, [make_sale(order_id=f"B-{number}") for number in range(20)])
    forget = "alter table events_local modify setting non_replicated_deduplication_window = 0"
    try:
        _run(redis, UncertainWarehouse(cluster, 2, forget), cluster_url, tmp_path)
    finally:
        cluster.execute(forget.replace("= 0", "= 10000"))
    assert [count_rows(cluster, table) for table in TABLES] == [20, 20, 20, 0]
    assert count_standing(cluster) == 20


def test_what_one_server_lacks_of_a_batch_is_sent_under_its_token(
    redis: Redis, cluster: Warehouse, cluster_url: str, tmp_path: Path
) -> None:
    append_events(redis, [make_sale(order_id=f"C-{number}", visitor_id=f"v{number}") for number in range(20)])
    lose = "alter table events_local delete where order_id > 'C-14' settings mutations_sync = 2"
    uncertain = UncertainWarehouse(cluster, 1, lose)
    _run(redis, uncertain, cluster_url, tmp_path)
    assert len(set(uncertain.tokens) - {""}) <= 2
    assert not any("/rest/" in token for token in uncertain.tokens)
    assert [count_rows(cluster, table) for table in TABLES] == [20, 20, 20, 0]
    assert count_standing(cluster) == 20


def test_workers_write_one_after_another(redis: Redis, cluster: Warehouse, cluster_url: str, tmp_path: Path) -> None:
    append_events(redis, [make_event()])
    holders: list[object] = []

    def note_holder(stage: BatchStage) -> None:
        if stage is BatchStage.AFTER_EVENTS_INSERT:
            holders.append(redis.get(WRITE_TURN))

    settings = _make_settings(cluster_url, tmp_path)
    run_until_settled(Worker(settings, redis, cluster, name="first", on_stage=note_holder), redis)
    assert holders == [b"first"]
    assert not redis.exists(WRITE_TURN)


def _run(redis: Redis, warehouse: object, url: str, data_dir: Path) -> None:
    worker = Worker(_make_settings(url, data_dir), redis, warehouse)  # type: ignore[arg-type]
    run_until_settled(worker, redis)


def _make_settings(url: str, data_dir: Path) -> IngestSettings:
    return make_settings(data_dir, clickhouse_url=url, clickhouse_cluster=CLUSTER)
