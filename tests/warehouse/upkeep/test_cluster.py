"""On a cluster all calls use the Distributed tables, and changes reach the local tables of each server.

The test server is a cluster of one: Distributed tables, their inserts and queries are the engine's own. What only
several servers with a Keeper can do, replication and DDL sent to others, is left to ``test_cluster_ddl``.
"""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.fixtures.event_rows import at, make_event, store_events
from tests.warehouse.native_server.process import NativeServer
from tests.warehouse.upkeep.test_erasure import ANNA, store_family
from warehouse.clickhouse.native import NativeWarehouse
from warehouse.interface import Warehouse
from warehouse.upkeep.erasure import erase_person, find_mentions, find_person
from warehouse.upkeep.migration import list_migrations, migrate
from warehouse.upkeep.retention import find_events_since, query_retention_days, set_retention
from warehouse.upkeep.rollups import ROLLUPS, rebuild_rollups, sum_rollup

CLUSTER = "shops"


@pytest.fixture(scope="module")
def cluster_session(native_server: NativeServer) -> Iterator[Warehouse]:
    """A database of its own on the cluster."""
    with closing(NativeWarehouse(native_server.url)) as keeper:
        keeper.execute("create database clustered")
    with closing(NativeWarehouse(native_server.url.replace("/prm", "/clustered"), is_cluster=True)) as opened:
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
    assert (removed["events"], removed["standing_conversions"], removed["order_refunds"]) == (4, 1, 1)
    assert _count(cluster, "events_to_erase") == 0
    assert sum_rollup(cluster, "rollup_partner_hours").clicks == 1


def test_events_expire_on_every_server(cluster: Warehouse) -> None:
    assert set_retention(cluster, 30, cluster=CLUSTER)
    assert not set_retention(cluster, 30, cluster=CLUSTER)
    assert (query_retention_days(cluster), find_events_since(cluster) is None) == (30, False)
    store_events(cluster, [make_event(1, at("2019-03-01"), type="lead")])
    cluster.execute("optimize table events_local final")
    assert [_count(cluster, table) for table in ("events", "standing_conversions")] == [0, 1]
    assert set_retention(cluster, 0, cluster=CLUSTER)


def _count(warehouse: Warehouse, table: str) -> int:
    return int(str(warehouse.query("select count() as n from {table:Identifier}", {"table": table}).columns[0][0]))
