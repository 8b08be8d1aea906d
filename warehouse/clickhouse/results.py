"""Turns an answer in ClickHouse's Native format into ``Rows``; how the bytes were had is the caller's."""

from collections.abc import Callable, Mapping

from warehouse.clickhouse.blocks import join_blocks, make_rows, read_blocks
from warehouse.clickhouse.parameters import write_parameters
from warehouse.interface import Parameters, Rows

# Of a statement and the texts of its parameters.
Answer = Callable[[str, Mapping[str, str]], bytes]


def read_rows(answer: Answer, statement: str, parameters: Parameters | None) -> Rows:
    """The answer to a select; where there are no rows its columns are asked for, which the format then lacks."""
    texts = write_parameters(parameters)
    blocks = list(read_blocks(answer(statement, texts)))
    if blocks:
        return make_rows(blocks[0].columns_with_types, join_blocks(blocks))
    described = read_blocks(answer(f"describe table (\n{statement.rstrip().rstrip(';')}\n)", texts))
    names, types, *_ = join_blocks(list(described))
    return make_rows([(str(name), str(type_)) for name, type_ in zip(names, types, strict=True)], [])
