"""The engine understands every migration rewritten for a cluster: replicated tables, and Distributed ones."""

import re

import pytest

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.cluster_ddl import StatementNotDistributable, distribute_statement
from warehouse.upkeep.migration import read_migrations

CLUSTER = "shops"
CREATE_MIGRATIONS = read_statement("warehouse.upkeep", "create_schema_migrations")
STATEMENTS = [
    *((f"{migration.name}-{number}", text) for migration in read_migrations()
      for number, text in enumerate(migration.statements)),
    ("schema_migrations", CREATE_MIGRATIONS),
]  # fmt: skip
TABLE = """create table if not exists t
(
    site_id UInt32,
    visitor_id String
)
engine = ReplacingMergeTree(site_id)
order by (site_id, visitor_id)
settings non_replicated_deduplication_window = 10"""


@pytest.mark.parametrize(("name", "statement"), STATEMENTS, ids=[name for name, _ in STATEMENTS])
def test_the_engine_understands_it(name: str, statement: str, warehouse: Warehouse) -> None:
    if re.search(r"^insert into", statement, re.MULTILINE):
        # It runs as it is, through the Distributed tables.
        assert distribute_statement(statement, CLUSTER) == [statement]
        return
    for rewritten in distribute_statement(statement, CLUSTER):
        assert f"on cluster {CLUSTER}" in rewritten
        assert "MergeTree" not in re.sub(r"Replicated\w*MergeTree", "", rewritten)
        # The engine formats what it can parse, and raises for any other statement.
        written = warehouse.query("select formatQuery({text:String}) as text", {"text": rewritten}).dicts()
        assert "ON CLUSTER shops" in str(written[0]["text"])


def test_a_table_is_replicated_and_distributed() -> None:
    local, distributed = distribute_statement(TABLE, CLUSTER)
    assert "create table if not exists t_local on cluster shops\n" in local
    assert "engine = ReplicatedReplacingMergeTree(site_id)" in local
    assert "settings replicated_deduplication_window = 10" in local
    assert distributed == (
        "create table if not exists t on cluster shops as t_local\n"
        "engine = Distributed(shops, currentDatabase(), t_local, cityHash64(visitor_id))"
    )


def test_a_longer_sorting_key_is_that_of_the_local_table() -> None:
    column, key = "add column if not exists c UInt8", "modify order by (site_id, visitor_id, c)"
    longer = f"alter table t\n    {column},\n    {key}"
    assert distribute_statement(longer, CLUSTER) == [
        f"alter table t_local on cluster shops {column},\n    {key}",
        f"alter table t on cluster shops {column}",
    ]


def test_rows_without_a_visitor_are_distributed_by_their_key() -> None:
    _, distributed = distribute_statement(TABLE.replace("visitor_id", "order_id"), CLUSTER)
    assert "cityHash64(site_id, order_id)" in distributed


def test_rows_with_a_sharding_key_are_distributed_by_it() -> None:
    _, distributed = distribute_statement(TABLE.replace("site_id UInt32,", "sharding_key UInt64,"), CLUSTER)
    assert distributed.endswith("t_local, sharding_key)")


def test_columns_are_added_on_every_server_before_the_distributed_table_has_them() -> None:
    added = distribute_statement("alter table t\n    add column if not exists a String", CLUSTER)
    assert added == [
        f"alter table {name} on cluster shops add column if not exists a String" for name in ("t_local", "t")
    ]


def test_a_dropped_table_is_dropped_on_every_server() -> None:
    assert distribute_statement("drop table if exists t", CLUSTER) == [
        f"drop table if exists {name} on cluster shops sync" for name in ("t", "t_local")
    ]


def test_a_view_stays_on_its_server() -> None:
    (view,) = distribute_statement(
        "create materialized view if not exists v to t as select events.a from events", CLUSTER
    )
    assert "v on cluster shops to t_local as select" in view
    assert "from events_local as events" in view


def test_without_a_cluster_nothing_changes() -> None:
    assert distribute_statement(TABLE, "") == [TABLE]


@pytest.mark.parametrize(("statement", "cluster"), [("optimize table events", CLUSTER), (TABLE, "a; drop table b")])
def test_any_other_statement_raises(statement: str, cluster: str) -> None:
    with pytest.raises(StatementNotDistributable):
        distribute_statement(statement, cluster)
