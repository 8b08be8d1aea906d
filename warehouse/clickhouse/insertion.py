"""What both clients need to insert columns: checked names, the settings of a token, the statements."""

import re
from collections.abc import Iterable, Mapping

from warehouse.clickhouse.parameters import quote
from warehouse.interface import Columns, StatementFailed

_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)


def count_rows(columns: Columns) -> int:
    """The length that all columns share; raises ``StatementFailed`` where they differ or without columns."""
    lengths = {len(values) for values in columns.values()}
    if len(lengths) != 1:
        raise StatementFailed(f"columns of different lengths: {sorted(lengths)}")
    return lengths.pop()


def write_insert(table: str, names: Iterable[str]) -> str:
    """``insert into table (a, b)``; raises ``StatementFailed`` for a name that is not a plain word."""
    return f"insert into {_check_name(table)} ({', '.join(map(_check_name, names))})"


def write_insert_select(
    table: str, names: Iterable[str], settings: Mapping[str, str], expressions: Iterable[str], origin: str
) -> str:
    """``insert into table (a, b) settings … select expression of a, expression of b from origin``."""
    set_to = ", ".join(f"{name} = {quote(value)}" for name, value in settings.items())
    return f"{write_insert(table, names)} settings {set_to} select {', '.join(expressions)} from {origin}"  # noqa: S608


def write_empty_select(table: str, names: Iterable[str]) -> str:
    """The select of those columns that returns their types and no row."""
    return f"select {', '.join(map(_check_name, names))} from {_check_name(table)} limit 0"  # noqa: S608 - names are checked


def make_insert_settings(token: str) -> dict[str, str]:
    """With a token ClickHouse writes the block once; without one it must not drop a block that equals another.

    Newer servers insert asynchronously by default, which merges the blocks of several clients and so their tokens;
    and they read ``deduplicate_insert`` where older ones read ``insert_deduplicate``. A backfill may span any number
    of months, and so of partitions.
    """
    common = {"async_insert": "0", "max_partitions_per_insert_block": "0"}
    if not token:
        return {**common, "insert_deduplicate": "0", "deduplicate_insert": "disable"}
    once = {"insert_deduplication_token": token, "deduplicate_blocks_in_dependent_materialized_views": "1"}
    return {**common, "insert_deduplicate": "1", "deduplicate_insert": "enable", **once}


def _check_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise StatementFailed(f"{name!r} is not a name of a table or column")
    return name
