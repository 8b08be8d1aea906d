"""Answers a client's statements from the embedded engine, in blocks."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from tempfile import NamedTemporaryFile

import chdb
from clickhouse_driver.block import ColumnOrientedBlock
from clickhouse_driver.bufferedwriter import BufferedSocketWriter
from clickhouse_driver.streams.native import BlockOutputStream

from tests.warehouse.native_server.rights import find_missing, read_rights
from tests.warehouse.native_server.single_server import is_for_cluster, rewrite_for_one_server
from warehouse.clickhouse.blocks import ColumnTypes, join_blocks, make_file_context, read_blocks
from warehouse.clickhouse.insertion import write_empty_select
from warehouse.clickhouse.parameters import write_parameter

_CODE = re.compile(r"Code: (\d+)\.")
_INSERT = re.compile(r"(insert into (?P<table>\w+) \((?P<columns>[\w, ]+)\)) values\s*", re.IGNORECASE)
_SELECT = re.compile(r"(\s|--[^\n]*\n)*(select|with)\b", re.IGNORECASE)
_UNQUOTED = re.compile(r"\\(.)", re.DOTALL)
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "0": "\0", "b": "\b", "f": "\f", "a": "\a", "v": "\v"}
_BUFFER_BYTES = 1 << 20


class EngineFailed(Exception):
    """An error of the engine; ``code`` is ClickHouse's."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        found = _CODE.search(message)
        self.code = int(found[1]) if found else 1002


class Engine:
    """One client's session in the engine's directory."""

    def __init__(self, directory: str, database: str, user: str) -> None:
        self._connection = chdb.connect(directory)
        self._rights = read_rights(user)
        self._run(f"use {database or 'default'}")

    def close(self) -> None:
        """Ends the session."""
        self._connection.close()

    def answer(self, statement: str, parameters: dict[str, str]) -> tuple[ColumnTypes, list[ColumnOrientedBlock]]:
        """Names, types and blocks of a select; nothing for any other statement."""
        texts = {name: _unquote(literal) for name, literal in parameters.items()}
        blocks = list(read_blocks(self._run(statement, texts)))
        if blocks:
            described = blocks[0].columns_with_types
            return described, [_make_writable(described, block) for block in blocks]
        return self._describe(statement, texts) if _SELECT.match(statement) else [], []

    def check_rights(self, statement: str) -> None:
        """Raises what a server would say to a user without the grant."""
        if self._rights is not None and (missing := find_missing(self._rights, statement)):
            raise EngineFailed(f"Code: 497. DB::Exception: Not enough privileges: {missing}. (ACCESS_DENIED)")

    def describe_insert(self, statement: str) -> ColumnTypes | None:
        """Names and types of the columns of an insert; None if the statement is no insert of blocks."""
        found = _INSERT.fullmatch(statement)
        return self._describe(write_empty_select(found["table"], found["columns"].split(", ")), {}) if found else None

    def insert(self, statement: str, described: ColumnTypes, blocks: Sequence[ColumnOrientedBlock]) -> None:
        """Writes the blocks by one insert, out of a file: the engine's streaming insert hides what goes wrong."""
        found = _INSERT.fullmatch(statement)
        assert found, statement
        with NamedTemporaryFile(suffix=".native") as file:
            file.write(b"".join(_write_block(_make_writable(described, block)) for block in blocks))
            file.flush()
            self._run(f"{found[1]} select {found['columns']} from file('{file.name}', 'Native')")  # noqa: S608

    @contextmanager
    def settings(self, settings: dict[str, str]) -> Iterator[None]:
        """Holds the settings of one query."""
        for name, value in settings.items():
            text = write_parameter({"True": "1", "False": "0"}.get(value, value))
            self._run(f"set {name} = {{value:String}}", {"value": text})
        try:
            yield
        finally:
            for name in settings:
                self._run(f"set {name} = default")

    def _describe(self, statement: str, texts: dict[str, str]) -> ColumnTypes:
        content = self._run(f"describe table (\n{statement.rstrip().rstrip(';')}\n)", texts)
        names, types, *_ = join_blocks(list(read_blocks(content)))
        return [(str(name), str(type_name)) for name, type_name in zip(names, types, strict=True)]

    def _run(self, statement: str, texts: dict[str, str] | None = None) -> bytes:
        with _failures():
            if is_for_cluster(statement):
                # As it would go to a real cluster the engine must understand it too.
                self._connection.query("select formatQuery({text:String})", params={"text": write_parameter(statement)})
                statement = rewrite_for_one_server(statement)
            result = self._connection.query(statement, "Native", params=texts or {})
            return bytes(result.bytes()) if result.size() else b""


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except RuntimeError as exc:
        raise EngineFailed(str(exc)) from exc


def _unquote(literal: str) -> str:
    """A quoted string literal as the text it stands for, which is how a server reads a parameter."""
    return _UNQUOTED.sub(lambda found: _CONTROLS.get(found[1], found[1]), literal[1:-1])


def _make_writable(described: ColumnTypes, block: ColumnOrientedBlock) -> ColumnOrientedBlock:
    """The block with lists for columns: the reader gives tuples, the writer changes what it is given."""
    return ColumnOrientedBlock(described, [list(column) for column in block.data])


def _write_block(block: ColumnOrientedBlock) -> bytes:
    sink = _Sink()
    BlockOutputStream(BufferedSocketWriter(sink, _BUFFER_BYTES), make_file_context()).write(block)
    return bytes(sink.content)


class _Sink:
    """Memory that looks like a socket to clickhouse-driver's writer."""

    def __init__(self) -> None:
        self.content = bytearray()

    def sendall(self, content: bytes) -> None:
        self.content += content
