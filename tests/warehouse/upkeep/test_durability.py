"""Every table syncs what it has written before that counts, unless the setting says that it can be loaded again."""

import re
from collections.abc import Iterator

import pytest

from settings import WarehouseSettings, read_settings
from supervisor.store_migration import list_warehouse_statements, prepare_warehouse
from warehouse.interface import Warehouse
from warehouse.upkeep.durability import set_durability, write_changes
from warehouse.upkeep.months import list_months
from warehouse.upkeep.rollups import ROLLUPS, fill_draft

SYNCED = {
    "fsync_after_insert": 1,
    "fsync_part_directory": 1,
    "min_rows_to_fsync_after_merge": 1,
    "min_compressed_bytes_to_fsync_after_merge": 1,
    "min_compressed_bytes_to_fsync_after_fetch": 1,
}
UNSYNCED = {**dict.fromkeys(SYNCED, 0), "old_parts_lifetime": 480}
TABLES = "select name, engine_full as definition from system.tables where database = currentDatabase()"


@pytest.fixture
def changed(each_warehouse: Warehouse) -> Iterator[Warehouse]:
    """A warehouse whose tables are as at a start afterwards."""
    yield each_warehouse
    each_warehouse.execute("drop table if exists later")
    set_durability(each_warehouse, is_synced=True)


def read_table_settings(warehouse: Warehouse) -> dict[str, dict[str, int]]:
    """Of every table that stores rows on disk: those of its settings that this module is about."""
    rows = warehouse.query(TABLES).parse_tuples(tuple[str, str])
    return {
        name: {key: int(value) for key, value in re.findall(r"(\w+) = (\d+)", definition) if key in UNSYNCED}
        for name, definition in rows
        if "MergeTree" in definition
    }


@pytest.mark.parametrize("variable", [{}, {"PRM_WAREHOUSE_SYNC": "1"}])
def test_every_table_is_synced_after_a_start(changed: Warehouse, variable: dict[str, str]) -> None:
    prepare_warehouse(changed, read_settings(WarehouseSettings, variable))
    found = read_table_settings(changed)
    assert {"events", "decisions", "marks", "allowances", "rule_sets", "arrivals", "schema_migrations"} <= set(found)
    assert found == dict.fromkeys(found, SYNCED)


def test_a_table_that_is_made_later_is_changed_by_the_next_start(changed: Warehouse) -> None:
    set_durability(changed, is_synced=True)
    changed.execute("create table later (number UInt8) engine = MergeTree order by number")
    assert set_durability(changed, is_synced=True)
    assert read_table_settings(changed)["later"] == SYNCED


def test_the_draft_of_a_rebuilt_rollup_is_synced_like_the_rollup(warehouse: Warehouse) -> None:
    set_durability(warehouse, is_synced=True)
    assert list(fill_draft(warehouse, ROLLUPS[0])) == [month.number for month in list_months(warehouse)]
    assert read_table_settings(warehouse)[f"{ROLLUPS[0]}_draft"] == SYNCED
    warehouse.execute("drop table {name:Identifier}", {"name": f"{ROLLUPS[0]}_draft"})


def test_the_syncs_can_be_switched_off_and_on_again(changed: Warehouse) -> None:
    settings = read_settings(WarehouseSettings, {"PRM_WAREHOUSE_SYNC": "0"})
    set_durability(changed, is_synced=True)
    shown = dict(list_warehouse_statements(changed, settings))
    assert shown["inserts and merges are NOT synced to disk"]
    assert prepare_warehouse(changed, settings) == ["inserts and merges are NOT synced to disk"]
    found = read_table_settings(changed)
    assert found == dict.fromkeys(found, UNSYNCED)
    assert prepare_warehouse(changed, read_settings(WarehouseSettings, {})) == ["inserts and merges are synced to disk"]
    assert read_table_settings(changed) == dict.fromkeys(found, SYNCED)


def test_a_start_changes_nothing_where_nothing_differs(changed: Warehouse) -> None:
    set_durability(changed, is_synced=True)
    assert not set_durability(changed, is_synced=True)
    assert prepare_warehouse(changed, read_settings(WarehouseSettings, {})) == []


def test_other_settings_of_a_table_stay(changed: Warehouse) -> None:
    set_durability(changed, is_synced=False)
    set_durability(changed, is_synced=True)
    definitions = dict(changed.query(TABLES).parse_tuples(tuple[str, str]))
    assert "non_replicated_deduplication_window = 10000" in definitions["events"]
    assert "ttl_only_drop_parts = 1" in definitions["events"]


def test_on_a_cluster_every_server_is_changed(changed: Warehouse) -> None:
    set_durability(changed, is_synced=True)
    definitions = [each for each in changed.query(TABLES).parse_tuples(tuple[str, str]) if "MergeTree" in each[1]]
    statements = write_changes(definitions, is_synced=False, cluster="everywhere")
    assert len(statements) == len(read_table_settings(changed))
    assert all(re.match(r"alter table \w+ on cluster everywhere modify setting ", each) for each in statements)


def test_a_replicated_table_remembers_tokens_by_number_and_time() -> None:
    """The engine of the tests has no Keeper and so no such table: only the statements are checked."""
    engine = "ReplicatedMergeTree('/tables/{uuid}/{shard}', '{replica}') ORDER BY id SETTINGS "
    synced = "fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, "
    synced += "min_compressed_bytes_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_fetch = 1"
    old = engine + synced + ", replicated_deduplication_window = 10000"
    new = old + ", replicated_deduplication_window_seconds = 604800"
    assert write_changes([("orders_local", old)], is_synced=True, cluster="shops") == [
        "alter table orders_local on cluster shops modify setting replicated_deduplication_window_seconds = 604800"
    ]
    assert write_changes([("marks_local", engine + synced)], is_synced=True, cluster="shops") == [
        "alter table marks_local on cluster shops modify setting"
        " replicated_deduplication_window = 10000, replicated_deduplication_window_seconds = 604800"
    ]
    assert write_changes([("orders_local", new)], is_synced=True, cluster="shops") == []
    # Two servers differ from what is wanted; the change is sent to all once.
    assert (
        len(write_changes([("orders_local", old), ("orders_local", old + " ")], is_synced=True, cluster="shops")) == 1
    )
