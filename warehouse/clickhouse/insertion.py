"""What both ways need to insert columns: checked names, the settings of a token, the statement."""

import re
from collections.abc import Iterable, Mapping

from warehouse.clickhouse.parameters import quote
from warehouse.interface import Columns, WarehouseRefused

_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)


def count_rows(columns: Columns) -> int:
    """The length that all columns share; raises ``WarehouseRefused`` where they differ or there are none."""
    lengths = {len(values) for values in columns.values()}
    if len(lengths) != 1:
        raise WarehouseRefused(f"columns of different lengths: {sorted(lengths)}")
    return lengths.pop()


def write_insert(table: str, names: Iterable[str]) -> str:
    """``insert into table (a, b)``; raises ``WarehouseRefused`` for a name that is not a plain word."""
    return f"insert into {_checked(table)} ({', '.join(map(_checked, names))})"


def write_copy(
    table: str, names: Iterable[str], settings: Mapping[str, str], values: Iterable[str], origin: str
) -> str:
    """``insert into table (a, b) settings … select value of a, value of b from origin``."""
    set_to = ", ".join(f"{name} = {quote(value)}" for name, value in settings.items())
    return f"{write_insert(table, names)} settings {set_to} select {', '.join(values)} from {origin}"  # noqa: S608


def write_sample(table: str, names: Iterable[str]) -> str:
    """The select of those columns without a row, to learn their types."""
    return f"select {', '.join(map(_checked, names))} from {_checked(table)} limit 0"  # noqa: S608 - names are checked


def settings_for(token: str) -> dict[str, str]:
    """With a token ClickHouse writes the block once; without one it must not mistake equal blocks for one.

    Newer servers insert asynchronously by default, which joins blocks of several clients and their tokens with them;
    and they read ``deduplicate_insert`` where older ones read ``insert_deduplicate``. A backfill may span any number
    of months, and so of partitions.
    """
    every = {"async_insert": "0", "max_partitions_per_insert_block": "0"}
    if not token:
        return {**every, "insert_deduplicate": "0", "deduplicate_insert": "disable"}
    once = {"insert_deduplication_token": token, "deduplicate_blocks_in_dependent_materialized_views": "1"}
    return {**every, "insert_deduplicate": "1", "deduplicate_insert": "enable", **once}


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise WarehouseRefused(f"{name!r} is not a name of a table or column")
    return name
