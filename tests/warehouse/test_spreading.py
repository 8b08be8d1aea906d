"""Every migration is understood by the engine as a cluster's too: replicated tables, and one before all of them."""

import re

import pytest

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.cluster_ddl import StatementNotSpread, spread_statement
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
    for spread in spread_statement(statement, CLUSTER):
        assert f"on cluster {CLUSTER}" in spread
        assert "MergeTree" not in re.sub(r"Replicated\w*MergeTree", "", spread)
        # The engine writes down what it has understood; a statement that it does not understand it refuses.
        written = warehouse.query("select formatQuery({text:String}) as text", {"text": spread}).dicts()
        assert "ON CLUSTER shops" in str(written[0]["text"])


def test_a_table_is_replicated_and_stands_before_all_servers() -> None:
    local, before = spread_statement(TABLE, CLUSTER)
    assert "create table if not exists t_local on cluster shops\n" in local
    assert "engine = ReplicatedReplacingMergeTree(site_id)" in local
    assert "settings replicated_deduplication_window = 10" in local
    assert before == (
        "create table if not exists t on cluster shops as t_local\n"
        "engine = Distributed(shops, currentDatabase(), t_local, cityHash64(visitor_id))"
    )


def test_rows_without_a_visitor_are_spread_by_their_key() -> None:
    _, before = spread_statement(TABLE.replace("visitor_id", "order_id"), CLUSTER)
    assert "cityHash64(site_id, order_id)" in before


def test_a_view_stays_on_its_server() -> None:
    (view,) = spread_statement("create materialized view if not exists v to t as select events.a from events", CLUSTER)
    assert "v on cluster shops to t_local as select" in view
    assert "from events_local as events" in view


def test_without_a_cluster_nothing_changes() -> None:
    assert spread_statement(TABLE, "") == [TABLE]


@pytest.mark.parametrize(("statement", "cluster"), [("optimize table events", CLUSTER), (TABLE, "a; drop table b")])
def test_what_is_not_understood_is_refused(statement: str, cluster: str) -> None:
    with pytest.raises(StatementNotSpread):
        spread_statement(statement, cluster)
