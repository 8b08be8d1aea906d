"""Turns a result in ClickHouse's Native format into ``Rows``, for both clients."""

from collections.abc import Callable, Mapping

from warehouse.clickhouse.blocks import join_blocks, make_rows, read_blocks
from warehouse.clickhouse.parameters import write_parameters
from warehouse.interface import Parameters, Rows

# Takes a statement and its parameters as texts, returns the bytes of the result.
RunStatement = Callable[[str, Mapping[str, str]], bytes]


def query_rows(run_statement: RunStatement, statement: str, parameters: Parameters | None) -> Rows:
    """Runs a select. The format of an empty result lacks its columns, so they are queried separately."""
    texts = write_parameters(parameters)
    blocks = list(read_blocks(run_statement(statement, texts)))
    if blocks:
        return make_rows(blocks[0].columns_with_types, join_blocks(blocks))
    described = read_blocks(run_statement(f"describe table (\n{statement.rstrip().rstrip(';')}\n)", texts))
    names, types, *_ = join_blocks(list(described))
    return make_rows([(str(name), str(type_)) for name, type_ in zip(names, types, strict=True)], [])
