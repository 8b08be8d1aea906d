"""What changes tables may be killed after any of its statements: the next try finishes it, and every sum is exact."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest
from redis import Redis

from ingest.worker import Worker
from tests.ingest.builders import append_events, make_event, make_sale, make_settings, read_settled, run_until_settled
from tests.warehouse.native_server.process import NativeServer
from tests.warehouse.upkeep.killed_migrator import NEXT
from warehouse.clickhouse.native import NativeWarehouse
from warehouse.interface import Warehouse
from warehouse.upkeep.derived.verification import make_plan, verify_only
from warehouse.upkeep.durability import set_durability
from warehouse.upkeep.migration import list_migrations, migrate, read_migrations
from warehouse.upkeep.retention import query_retention_days, set_retention
from warehouse.upkeep.rollups import sum_rollup

SUMS = """
select
    (select count() from events) as rows,
    (select uniqExact(event_id) from events) as ids,
    (select count() from event_ids) as looked_up,
    (select count() from orders) as orders,
    (select countIf(is_test) from orders) as test_orders,
    (select sum(amount_minor) from conversions) as amount,
    (select count() from order_refunds where currency = 'EUR') as refunds,
    (select count() from duplicates) as duplicates
"""

# What power cuts could leave: rows twice, without their event, or missing.
DAMAGES = (
    "insert into events select * from events where type = 'refund'",
    "truncate table event_ids",
    "insert into orders select site_id, 'A-999', generateUUIDv4(), batch, is_test from orders limit 3",
    "truncate table order_refunds",
    "insert into conversions select * from conversions",
    "insert into rollup_partner_hours select * from rollup_partner_hours",
)


@pytest.fixture
def database(native_server: NativeServer, request: pytest.FixtureRequest) -> Iterator[NativeWarehouse]:
    """An empty database; killed processes find it by the name of the test."""
    with closing(NativeWarehouse(native_server.url)) as keeper:
        keeper.execute("create database {name:Identifier}", {"name": request.node.name})
        with closing(NativeWarehouse(_name_url(native_server, request))) as opened:
            yield opened
        keeper.execute("drop database {name:Identifier} sync", {"name": request.node.name})


def test_an_installation(
    database: NativeWarehouse,
    native_server: NativeServer,
    native_warehouse: NativeWarehouse,
    request: pytest.FixtureRequest,
    redis: Redis,
    tmp_path: Path,
) -> None:
    assert _kill_until_done(_name_url(native_server, request), "install") >= 40
    assert query_retention_days(database) == 10_000
    set_retention(database, 0)
    set_durability(native_warehouse, is_synced=True)
    assert _read_schema(database) == _read_schema(native_warehouse)
    _append_mixture(redis)
    run_until_settled(Worker(make_settings(tmp_path), redis, database), redis)
    _check_sums(database)


def test_an_upgrade_while_ingest_works_off_a_backlog(
    database: NativeWarehouse, native_server: NativeServer, request: pytest.FixtureRequest, redis: Redis, tmp_path: Path
) -> None:
    migrate(database)
    # As if killed before any file was recorded: every statement runs again, under the feet of ingest.
    database.execute("truncate table schema_migrations")
    _append_mixture(redis)
    worker = Worker(make_settings(tmp_path, batch_events="100"), redis, database)
    ingest = Thread(target=run_until_settled, args=(worker, redis))
    ingest.start()
    kills = _kill_until_done(_name_url(native_server, request), "upgrade")
    ingest.join()
    assert kills >= 40
    assert all(state.applied_at for state in list_migrations(database, [*read_migrations(), NEXT]))
    assert read_settled(redis) == {"7:stored": 3150, "7:duplicates": 200}
    _check_sums(database)


def test_a_rebuild_of_the_roll_ups(
    database: NativeWarehouse, native_server: NativeServer, request: pytest.FixtureRequest, redis: Redis, tmp_path: Path
) -> None:
    migrate(database)
    _append_mixture(redis)
    run_until_settled(Worker(make_settings(tmp_path), redis, database), redis)
    assert _kill_until_done(_name_url(native_server, request), "rebuild") >= 4
    left = database.query("select name from system.tables where database = currentDatabase() and name like '%_draft'")
    assert len(left) == 0
    _check_sums(database)


def test_a_repair_of_every_table(
    database: NativeWarehouse, native_server: NativeServer, request: pytest.FixtureRequest, redis: Redis, tmp_path: Path
) -> None:
    migrate(database)
    _append_mixture(redis)
    run_until_settled(Worker(make_settings(tmp_path), redis, database), redis)
    for statement in DAMAGES:
        database.execute(statement)
    damaged = {each.table for each in verify_only(database, make_plan(database)) if each.damaged}
    assert damaged == {"events", "event_ids", "orders", "order_refunds", "conversions", "rollup_partner_hours"}
    assert _kill_until_done(_name_url(native_server, request), "repair") >= 12
    assert [each for each in verify_only(database, make_plan(database)) if each.damaged] == []
    _check_sums(database)


def _append_mixture(redis: Redis) -> None:
    """3,000 clicks, 50 sales with tests of the same orders, 50 refunds; 150 clicks and the 50 sales once more."""
    clicks = [make_event(visitor_id=f"v{number}", ref="alice") for number in range(3_000)]
    sales = [make_sale(order_id=f"A-{number}", ref="alice") for number in range(50)]
    tests = [make_sale(order_id=sale.order_id, traffic="test", ref="alice") for sale in sales]
    refunds = [make_event(type="refund", order_id=sale.order_id, amount_minor=1, currency="EUR") for sale in sales]
    again = [make_sale(order_id=sale.order_id, source="server", visitor_id="") for sale in sales]
    append_events(redis, [*clicks, *sales, *tests, *refunds, *clicks[:150], *again], per_entry=10)


def _check_sums(warehouse: Warehouse) -> None:
    assert warehouse.query(SUMS).dicts() == [
        {"rows": 3150, "ids": 3150, "looked_up": 3150, "orders": 100, "test_orders": 50, "amount": 50_000,
         "refunds": 50, "duplicates": 200}
    ]  # fmt: skip
    sums = sum_rollup(warehouse, "rollup_partner_hours")
    assert (sums.clicks, sums.visitors) == (3_000, 3_000)


def _read_schema(warehouse: Warehouse) -> list[str]:
    """Without the name of the database and the mark that tests leave in theirs; settings in any order."""
    statements = warehouse.query(
        "select replaceAll(create_table_query, currentDatabase() || '.', '') from system.tables"
        " where database = currentDatabase() and name != 'made_by_the_tests' order by name"
    )
    parts = (str(statement).partition(" SETTINGS ") for statement in statements.columns[0])
    return [f"{definition} {sorted(given.split(', '))}" for definition, _, given in parts]


def _kill_until_done(url: str, action: str) -> int:
    command = [sys.executable, "-m", "tests.warehouse.upkeep.killed_migrator", url, action]
    return int(subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=200, check=True).stdout)


def _name_url(server: NativeServer, request: pytest.FixtureRequest) -> str:
    return server.url.removesuffix("prm") + str(request.node.name)
