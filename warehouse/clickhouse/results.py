"""Turns a result in ClickHouse's Native format into ``Rows``, for both clients."""

from collections.abc import Callable, Mapping
from functools import partial

from warehouse.clickhouse.blocks import join_blocks, make_rows, read_blocks
from warehouse.clickhouse.parameters import write_parameters
from warehouse.interface import Parameters, Rows

# Takes a statement and its parameters as texts, returns the bytes of the result.
RunStatement = Callable[[str, Mapping[str, str]], bytes]


def query_rows(run_statement: RunStatement, statement: str, parameters: Parameters | None) -> Rows:
    """Runs a select. The format of an empty result lacks the names, which cost as much again as the empty result."""
    texts = write_parameters(parameters)
    blocks = list(read_blocks(run_statement(statement, texts)))
    if blocks:
        return make_rows(blocks[0].columns_with_types, join_blocks(blocks))
    return Rows(partial(_query_names, run_statement, statement, texts))


def _query_names(run_statement: RunStatement, statement: str, texts: Mapping[str, str]) -> tuple[str, ...]:
    described = read_blocks(run_statement(f"describe table (\n{statement.rstrip().rstrip(';')}\n)", texts))
    names, *_ = join_blocks(list(described))
    return tuple(map(str, names))
