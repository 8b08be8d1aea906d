"""Whether what a table has written is on disk before it counts, also after merges; how long it knows a token.

The engine deletes the sources of a merge soon after it, so a merged part that is not synced takes rows of any age with
it when the power fails. The settings stand in the definition of each table: a server's own defaults stay as they are.
"""

import re
from collections.abc import Iterable, Mapping

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.cluster_ddl import on_cluster
from warehouse.upkeep.cluster_members import name_database

# None: the engine's default. A part's directory is synced after its rename, which puts its place in the table on disk
# too. The last setting concerns the parts that one replica copies from another.
SYNCED: Mapping[str, int | None] = {
    "fsync_after_insert": 1,
    "fsync_part_directory": 1,
    "min_rows_to_fsync_after_merge": 1,
    "min_compressed_bytes_to_fsync_after_merge": 1,
    "min_compressed_bytes_to_fsync_after_fetch": 1,
    "old_parts_lifetime": None,
}
# The sources of a merge stay until the operating system has long written its result: only what was stored within the
# last minute is at risk then. The embedded engine would delete them at once.
UNSYNCED: Mapping[str, int | None] = {**dict.fromkeys(SYNCED, 0), "old_parts_lifetime": 480}

# Of replicated tables. Newer servers forget a token after an hour, older ones after a week; the number, of blocks (one
# for each insert and month), is that of the migrations. The time is counted back from the table's last insert.
TOKEN_WINDOWS: Mapping[str, int | None] = {
    "replicated_deduplication_window": 10_000,
    "replicated_deduplication_window_seconds": 7 * 86_400,
}

_SETTING = re.compile(r"(\w+) = (\d+)")


def set_durability(warehouse: Warehouse, *, is_synced: bool, cluster: str = "") -> bool:
    """Changes every table that differs, whoever made it; returns whether one did. Can be killed and repeated."""
    changes = write_durability_changes(warehouse, is_synced=is_synced, cluster=cluster)
    for statement in changes:
        warehouse.execute(statement)
    return bool(changes)


def write_durability_changes(warehouse: Warehouse, *, is_synced: bool, cluster: str = "") -> list[str]:
    """The statements of :func:`set_durability`; DDL takes no parameters."""
    return write_changes(_query_definitions(warehouse, cluster), is_synced=is_synced, cluster=cluster)


def write_changes(definitions: Iterable[tuple[str, str]], *, is_synced: bool, cluster: str) -> list[str]:
    """The statements for these tables, each with the text of its engine; the same change of two servers is one."""
    wanted = SYNCED if is_synced else UNSYNCED
    changes = [
        " ".join(("alter table", name, on_cluster(cluster), change))
        for name, definition in definitions
        for change in _list_changes(definition, {**wanted, **TOKEN_WINDOWS} if _is_replicated(definition) else wanted)
    ]
    return list(dict.fromkeys(changes))


def _is_replicated(definition: str) -> bool:
    return definition.startswith("Replicated")


def _query_definitions(warehouse: Warehouse, cluster: str) -> list[tuple[str, str]]:
    """Of a cluster those of every server: one that was added later has the defaults."""
    if not cluster:
        return warehouse.query(read_statement("warehouse.upkeep", "table_settings")).parse_tuples(tuple[str, str])
    statement = read_statement("warehouse.upkeep", "cluster_table_settings")
    return warehouse.query(statement, name_database(warehouse, cluster)).parse_tuples(tuple[str, str])


def _list_changes(definition: str, wanted: Mapping[str, int | None]) -> list[str]:
    stated = {name: int(value) for name, value in _SETTING.findall(definition.rpartition(" SETTINGS ")[2])}
    different = {name: value for name, value in wanted.items() if stated.get(name) != value}
    set_to = ", ".join(f"{name} = {value}" for name, value in different.items() if value is not None)
    removed = ", ".join(name for name, value in different.items() if value is None)
    return [*([f"modify setting {set_to}"] if set_to else []), *([f"reset setting {removed}"] if removed else [])]
