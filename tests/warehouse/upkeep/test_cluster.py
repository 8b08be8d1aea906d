"""On a cluster all calls use the Distributed tables, and changes reach the local tables of each server.

The test server is a cluster of one: Distributed tables, their inserts and queries are the engine's own. What only
several servers with a Keeper can do, replication and DDL sent to others, is left to ``test_cluster_ddl``.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from redis import Redis

from events.keys import STREAM
from settings import WarehouseSettings, read_settings
from supervisor.errors import StartFailed
from supervisor.machine_settings import MachineSettings
from supervisor.store_migration import list_warehouse_statements, migrate_warehouse_store, prepare_warehouse
from tests.cli.command_runner import PrmHere
from tests.fixtures.event_rows import at, make_event, store_duplicate, store_events
from tests.fixtures.redis import RedisProcess
from tests.ingest.builders import deliver_batch
from tests.warehouse.native_server.process import NativeServer
from tests.warehouse.upkeep.test_erasure import ANNA, store_family
from warehouse.clickhouse.cluster_settings import CONSISTENT
from warehouse.clickhouse.native import NativeWarehouse
from warehouse.interface import Rows, Warehouse
from warehouse.upkeep.cluster_members import ReplicaIncomplete, list_incomplete_shards
from warehouse.upkeep.derived.repair import repair_rows
from warehouse.upkeep.derived.scopes import Ids
from warehouse.upkeep.erasure import erase_person, find_mentions, find_person
from warehouse.upkeep.migration import list_migrations, migrate
from warehouse.upkeep.required_tables import list_required_tables
from warehouse.upkeep.retention import find_events_since, query_retention_days, set_retention
from warehouse.upkeep.rollups import ROLLUPS, rebuild_rollups, sum_rollup

CLUSTER = "shops"


@pytest.fixture(scope="module")
def cluster_session(native_server: NativeServer) -> Iterator[Warehouse]:
    """A database of its own on the cluster."""
    with closing(NativeWarehouse(native_server.url)) as keeper:
        keeper.execute("create database clustered")
    with closing(NativeWarehouse(native_server.url.replace("/prm", "/clustered"), CONSISTENT)) as opened:
        migrate(opened, cluster=CLUSTER)
        yield opened


@pytest.fixture
def cluster(cluster_session: Warehouse) -> Warehouse:
    """The cluster of the session, empty."""
    full = cluster_session.query("select name from system.tables where database = 'clustered' and total_rows > 0")
    for name in {str(name) for name in full.columns[0] if str(name).endswith("_local")} - {"schema_migrations_local"}:
        cluster_session.execute("truncate table {name:Identifier}", {"name": name})
    return cluster_session


def test_every_migration_is_applied_once(cluster: Warehouse) -> None:
    assert migrate(cluster, cluster=CLUSTER) == []
    assert all(state.applied_at for state in list_migrations(cluster, cluster=CLUSTER))


def test_the_same_token_writes_once_through_distributed_tables(cluster: Warehouse) -> None:
    event = make_event(1, at("2026-03-01"), ref="alice", visitor_id=ANNA)
    for _ in range(2):
        cluster.insert("events", {name: [value] for name, value in event.items()}, token="once")
    assert [_count(cluster, table) for table in ("events", "events_local", "event_ids", "rollup_partner_hours")] == [
        1
    ] * 4


def test_roll_ups_are_rebuilt(cluster: Warehouse) -> None:
    store_family(cluster)
    before = [sum_rollup(cluster, rollup) for rollup in ROLLUPS]
    cluster.execute("truncate table rollup_partner_hours_local")
    after = rebuild_rollups(cluster, lambda: None, lambda *_: None, CLUSTER)
    assert list(after.values()) == before
    store_events(cluster, [make_event(20, at("2026-03-01"), ref="alice", visitor_id="new")])
    assert sum_rollup(cluster, ROLLUPS[0]).clicks == before[0].clicks + 1


def test_a_person_is_erased_on_every_server(cluster: Warehouse) -> None:
    store_family(cluster)
    person = find_person(cluster, 1, visitor_id=ANNA)
    assert set(find_mentions(cluster, person)) >= {"events", "identities", "conversion_reports", "standing_conversions"}
    removed = erase_person(cluster, person, CLUSTER)
    assert (removed["events"], removed["standing_conversions"], removed["order_returns"]) == (5, 1, 2)
    assert _count(cluster, "events_to_erase") == 0
    assert sum_rollup(cluster, "rollup_partner_hours").clicks == 1


def test_events_and_lines_of_duplicates_expire_on_every_server(cluster: Warehouse) -> None:
    assert set_retention(cluster, 30, cluster=CLUSTER)
    assert not set_retention(cluster, 30, cluster=CLUSTER)
    assert (query_retention_days(cluster), find_events_since(cluster) is None) == (30, False)
    lead = make_event(1, at("2019-03-01"), type="lead")
    store_duplicate(cluster, lead, 2, "order_stored", line="as it was")
    store_events(cluster, [lead])
    for table in ("events_local", "duplicates_local"):
        cluster.execute(f"optimize table {table} final")
    assert cluster.query("select line from duplicates").parse_tuples(tuple[str]) == [("",)]
    assert [_count(cluster, table) for table in ("events", "standing_conversions")] == [0, 1]
    assert set_retention(cluster, 0, cluster=CLUSTER)


def _count(warehouse: Warehouse, table: str) -> int:
    return int(str(warehouse.query("select count() as n from {table:Identifier}", {"table": table}).columns[0][0]))


def test_a_server_with_all_tables_lacks_none(cluster: Warehouse) -> None:
    assert list_incomplete_shards(cluster, CLUSTER) == []


def test_a_shard_without_tables_gets_them_from_a_migration(native_server: NativeServer) -> None:
    with closing(NativeWarehouse(native_server.url)) as keeper:
        keeper.execute("create database added")
    settings = read_settings(WarehouseSettings, {"PRM_CLICKHOUSE_CLUSTER": CLUSTER})
    with closing(NativeWarehouse(native_server.url.replace("/prm", "/added"), CONSISTENT)) as added:
        assert list_incomplete_shards(added, CLUSTER) == ["1"]
        prepare_warehouse(added, settings)
        # As on the server of a shard that was added: its tables are gone, but the migrations are recorded.
        for table in ("conversion_reports_v2", "conversion_reports", "conversion_reports_local"):
            added.execute("drop table {table:Identifier}", {"table": table})
        shown = dict(list_warehouse_statements(added, settings))
        assert any("conversion_reports_local on cluster shops" in each for each in shown["0013_conversion_reports"])
        assert "tables of the added shards 1" in prepare_warehouse(added, settings)
        assert list_incomplete_shards(added, CLUSTER) == []
        assert "0013_conversion_reports" not in dict(list_warehouse_statements(added, settings))


def test_a_shard_is_not_added_while_a_batch_is_in_flight(
    cluster: Warehouse, native_server: NativeServer, private_redis: RedisProcess
) -> None:
    settings = _read_machine_settings(native_server, private_redis.url)
    cluster.execute("drop table conversion_reports_v2")
    with Redis.from_url(private_redis.url) as redis:
        deliver_batch(redis, 0)
        with pytest.raises(StartFailed, match=r"shards 1 were added .* streams \[0\]") as failure:
            migrate_warehouse_store(settings, settings)
        assert "prm doctor" in failure.value.remedy
        redis.delete(STREAM % 0)
    assert "tables of the added shards 1" in migrate_warehouse_store(settings, settings)
    assert migrate_warehouse_store(settings, settings) == []


def test_the_doctor_names_shards_without_tables(
    cluster: Warehouse, native_server: NativeServer, tmp_path: Path
) -> None:
    variables = {
        "PRM_CLICKHOUSE_URL": native_server.url.replace("/prm", "/clustered"),
        "PRM_CLICKHOUSE_CLUSTER": CLUSTER,
    }
    prm = PrmHere(tmp_path)
    assert "ok  warehouse: ClickHouse" in prm.run("doctor", **variables).stdout
    cluster.execute("drop table conversion_reports_v2")
    assert "!!  warehouse: shards 1 of the cluster lack tables" in prm.run("doctor", **variables).stdout
    prepare_warehouse(cluster, read_settings(WarehouseSettings, variables))
    assert "ok  warehouse: ClickHouse" in prm.run("doctor", **variables).stdout


def test_another_replica_of_a_shard_is_left_to_clickhouse(cluster: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second server is made up: the test server is alone."""
    two = Rows(("server", "shard"), (["one:9000", "two:9000"], ["1", "1"]))
    tables = Rows(("server", "names"), (["one:9000"], [sorted(list_required_tables() | {"events_local"})]))
    answers = iter([two, Rows(("name",), (["clustered"],)), tables])
    monkeypatch.setattr(cluster, "query", lambda *_: next(answers))
    with pytest.raises(ReplicaIncomplete, match="two:9000 is of shard 1"):
        list_incomplete_shards(cluster, CLUSTER)


def test_what_differs_from_the_events_is_repaired_on_every_server(cluster: Warehouse) -> None:
    sales = [make_event(each, at("2026-03-01"), type="sale", order_id=f"A-{each}", visitor_id=ANNA) for each in (1, 2)]
    store_events(cluster, sales)
    # Lost from one table, doubled in the next.
    cluster.execute("alter table conversion_reports_local delete where order_id = 'A-1' settings mutations_sync = 2")
    cluster.execute("insert into event_ids_local select * from event_ids_local limit 1")
    # Counts a report that is in no table.
    cluster.execute(
        "insert into standing_conversions_local select * replace (9 as reports, 5 as amount_minor)"
        " from standing_conversions_local where order_id = 'A-2'"
    )
    found = repair_rows(cluster, _choose_all(), cluster=CLUSTER)
    assert {table: (each.missing, each.wrong) for table, each in found.items()} == {
        "event_ids": (0, 1),
        "conversion_reports": (1, 0),
        "standing_conversions": (0, 1),
    }
    assert (_count(cluster, "conversion_reports"), _count(cluster, "event_ids")) == (2, 2)
    standing = cluster.query("select order_id, reports from standing_conversions final order by order_id")
    assert standing.parse_tuples(tuple[str, int]) == [("A-1", 1), ("A-2", 1)]


def _choose_all() -> Ids:
    hours = "select site_id, toStartOfHour(timestamp, 'UTC') as hour from events"
    return Ids("select event_id from events", hours, "true", "true", {})


def _read_machine_settings(server: NativeServer, redis_url: str) -> MachineSettings:
    url = server.url.replace("/prm", "/clustered")
    variables = {"PRM_CLICKHOUSE_URL": url, "PRM_CLICKHOUSE_CLUSTER": CLUSTER, "PRM_REDIS_URL": redis_url}
    return read_settings(MachineSettings, variables)
