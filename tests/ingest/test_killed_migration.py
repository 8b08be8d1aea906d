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
    (select uniqExact(event_id) from conversion_reports) as reports,
    (select uniqExactIf(event_id, is_test) from conversion_reports) as test_reports,
    (select sum(amount_minor) from standing_conversions final) as amount,
    (select count() from order_returns final where currency = 'EUR') as refunds,
    (select count() from duplicates) as duplicates
"""

# What power cuts could leave: rows twice, without their event, or missing.
DAMAGES = (
    "insert into events select * from events where type = 'refund'",
    "truncate table event_ids",
    "insert into conversion_reports (site_id, conversion_key, conversion_id, event_id, type, timestamp, order_id)"
    " select site_id, 'o:A-999', generateUUIDv4() as id, id, type, timestamp, 'A-999' from conversion_reports limit 3",
    "truncate table order_returns",
    "insert into standing_conversions select * replace (reports + 1 as reports, amount_minor + 1 as amount_minor)"
    " from standing_conversions final limit 7",
    "insert into rollup_partner_hours select * from rollup_partner_hours",
)


# A sale with its test and a refund, a sale and a refund whose events have expired, and a sale whose person was erased.
BEFORE = (
    "insert into events (site_id, event_id, type, timestamp, source, traffic, order_id, amount_minor, visitor_id,"
    " customer_id) select 1, generateUUIDv7(number), 'sale', '2026-03-01', 'server', if(number = 0, 'human', 'test'),"
    " 'A-1', 900, 'v1', 'c1' from numbers(2)",
    "insert into conversions (site_id, event_id, type, timestamp, order_id, amount_minor, customer_id)"
    " values (1, '019a0000-0000-7000-8000-000000000001', 'sale', '2019-03-01', 'expired', 700, 'c2')",
    "insert into orders (site_id, order_id, event_id, batch, is_test) values"
    " (1, 'expired', '019a0000-0000-7000-8000-000000000001', 1, false),"
    " (1, 'erased', '019a0000-0000-7000-8000-000000000002', 18446744073709551615, false)",
    "insert into order_refunds (site_id, order_id, event_id, timestamp, amount_minor, currency)"
    " values (1, 'expired', '019a0000-0000-7000-8000-000000000003', '2019-03-05', 100, 'EUR')",
    "insert into events (site_id, event_id, type, timestamp, received_at, source, traffic, order_id)"
    " values (1, '019a0000-0000-7000-8000-000000000004', 'refund', '2026-03-02', '2026-03-03', 'server', 'human',"
    " 'A-1')",
    "insert into identities (site_id, visitor_id, customer_id, first_seen, last_seen)"
    " values (1, 'v2', 'c2', '2019-03-01', '2019-03-01')",
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
    worker = Worker(make_settings(tmp_path, batch_events="400"), redis, database)
    ingest = Thread(target=run_until_settled, args=(worker, redis))
    ingest.start()
    kills = _kill_until_done(_name_url(native_server, request), "upgrade")
    ingest.join()
    assert kills >= 40
    assert all(state.applied_at for state in list_migrations(database, [*read_migrations(), NEXT]))
    assert read_settled(redis) == {"7:stored": 3200, "7:duplicates": 150}
    _check_sums(database)


def test_an_upgrade_keeps_every_conversion_and_order_of_before(
    database: NativeWarehouse, native_server: NativeServer, request: pytest.FixtureRequest
) -> None:
    migrate(database, [each for each in read_migrations() if each.number < 13])
    for statement in BEFORE:
        database.execute(statement)
    assert _kill_until_done(_name_url(native_server, request), "upgrade") >= 15
    assert database.query("select order_id, amount_minor, trust, customer_id from standing_conversions final"
                          " order by order_id").parse_tuples(tuple[str, int, int, str]) == [
        ("A-1", 900, 5, "c1"), ("expired", 700, 0, "c2")
    ]  # fmt: skip
    assert database.query(
        "select conversion_key, is_test, toBool(batch = 18446744073709551615) from conversion_reports final"
        " order by conversion_key, is_test"
    ).parse_tuples(tuple[str, bool, bool]) == [
        ("o:A-1", False, False), ("o:A-1", True, False), ("o:erased", False, True), ("o:expired", False, False)
    ]  # fmt: skip
    assert database.query(
        "select order_id, type, toString(toDate(received_at)), amount_minor from order_returns final order by order_id"
    ).parse_tuples(tuple[str, str, str, int | None]) == [
        ("A-1", "refund", "2026-03-03", None), ("expired", "refund", "2019-03-05", 100)
    ]  # fmt: skip
    assert database.query("select distinct id, trust from visitor_identities final order by id").parse_tuples(
        tuple[str, int]
    ) == [("c1", 5), ("c2", 0)]


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
    assert damaged == {
        "events", "event_ids", "conversion_reports", "order_returns", "standing_conversions", "rollup_partner_hours"
    }  # fmt: skip
    assert _kill_until_done(_name_url(native_server, request), "repair") >= 12
    assert [each for each in verify_only(database, make_plan(database)) if each.damaged] == []
    _check_sums(database)


def _append_mixture(redis: Redis) -> None:
    """3,000 clicks, 50 sales with tests of the same orders, 50 refunds; 150 clicks once more, 50 sales by a server."""
    clicks = [make_event(visitor_id=f"v{number}", ref="alice") for number in range(3_000)]
    sales = [make_sale(order_id=f"A-{number}", ref="alice") for number in range(50)]
    tests = [make_sale(order_id=sale.order_id, traffic="test", ref="alice") for sale in sales]
    refunds = [make_event(type="refund", order_id=sale.order_id, amount_minor=1, currency="EUR") for sale in sales]
    again = [make_sale(order_id=sale.order_id, source="server", amount_minor=1200) for sale in sales]
    append_events(redis, [*clicks, *sales, *tests, *refunds, *clicks[:150], *again], per_entry=10)


def _check_sums(warehouse: Warehouse) -> None:
    assert warehouse.query(SUMS).dicts() == [
        {"rows": 3200, "ids": 3200, "looked_up": 3200, "reports": 150, "test_reports": 50, "amount": 60_000,
         "refunds": 50, "duplicates": 150}
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
