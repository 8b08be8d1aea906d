"""Reads a client's packets and writes a server's, block for block with clickhouse-driver's own reader and writer."""

import socket
from dataclasses import dataclass
from types import SimpleNamespace

from clickhouse_driver.block import BlockInfo, ColumnOrientedBlock
from clickhouse_driver.bufferedreader import BufferedSocketReader
from clickhouse_driver.bufferedwriter import BufferedSocketWriter
from clickhouse_driver.context import Context
from clickhouse_driver.protocol import ServerPacketTypes
from clickhouse_driver.reader import read_binary_str, read_binary_uint8, read_binary_uint64
from clickhouse_driver.streams.native import BlockInputStream, BlockOutputStream
from clickhouse_driver.varint import read_varint, write_varint
from clickhouse_driver.writer import write_binary_int32, write_binary_str, write_binary_uint8

from warehouse.clickhouse.blocks import ColumnTypes, make_file_context

# The first with typed parameters; a later one would ask for more packets.
REVISION = 54459
_BUFFER_BYTES = 1 << 16
_TRACE_BYTES = 16 + 8


@dataclass(frozen=True, slots=True)
class QueryPacket:
    """What a client asks; ``parameters`` are quoted literals as they came."""

    statement: str
    settings: dict[str, str]
    parameters: dict[str, str]


class Wire:
    """One client's connection."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._fin = BufferedSocketReader(connection, _BUFFER_BYTES)
        self._fout = BufferedSocketWriter(connection, _BUFFER_BYTES)
        context = make_connection_context()
        self._blocks_in = BlockInputStream(self._fin, context)
        self._blocks_out = BlockOutputStream(self._fout, context)

    def read_number(self) -> int:
        """A packet's type, or any other varint; raises ``EOFError`` when the client has gone."""
        return int(read_varint(self._fin))

    def read_hello(self) -> tuple[str, str]:
        """The database and the user that the client names."""
        self._read_text()
        for _ in range(3):
            self.read_number()
        database, user, _ = (self._read_text() for _ in range(3))
        return database, user

    def read_addendum(self) -> None:
        """The quota key, which clickhouse-driver sends after our hello."""
        self._read_text()

    def read_query(self) -> QueryPacket:
        """A query with its settings and parameters; who asks is read over."""
        self._read_text()
        self._skip_client_info()
        settings = self._read_settings()
        self._read_text()
        for _ in ("stage", "compression"):
            self.read_number()
        return QueryPacket(self._read_text(), settings, self._read_settings())

    def read_block(self) -> ColumnOrientedBlock:
        """The block of a data packet whose type has been read."""
        self._read_text()
        return self._blocks_in.read()

    def write_hello(self, patch: int) -> None:
        """Name, version and time zone of a server."""
        self._write_number(ServerPacketTypes.HELLO)
        write_binary_str("prm test server", self._fout)
        for number in (24, 8, REVISION):
            self._write_number(number)
        write_binary_str("UTC", self._fout)
        write_binary_str("prm test server", self._fout)
        self._write_number(patch)
        self._fout.flush()

    def write_packet(self, packet_type: int) -> None:
        """A packet that is only its type."""
        self._write_number(packet_type)
        self._fout.flush()

    def write_block(self, block: ColumnOrientedBlock, packet_type: int = ServerPacketTypes.DATA) -> None:
        """A packet with a block; the empty one ends."""
        self._write_number(packet_type)
        write_binary_str("", self._fout)
        self._blocks_out.write(block)

    def write_header(self, described: ColumnTypes) -> None:
        """A block without rows; clickhouse-driver would add the prefix of a LowCardinality, which none has."""
        self._write_number(ServerPacketTypes.DATA)
        write_binary_str("", self._fout)
        BlockInfo().write(self._fout)
        for number in (len(described), 0):
            self._write_number(number)
        for name, type_name in described:
            write_binary_str(name, self._fout)
            write_binary_str(type_name, self._fout)
            write_binary_uint8(0, self._fout)
        self._fout.flush()

    def write_exception(self, code: int, message: str) -> None:
        """What went wrong, with ClickHouse's own code."""
        self._write_number(ServerPacketTypes.EXCEPTION)
        write_binary_int32(code, self._fout)
        for text in ("DB::Exception", message, ""):
            write_binary_str(text, self._fout)
        write_binary_uint8(0, self._fout)
        self._fout.flush()

    def _skip_client_info(self) -> None:
        read_binary_uint8(self._fin)
        for _ in ("user", "query id", "address"):
            self._read_text()
        read_binary_uint64(self._fin)
        read_binary_uint8(self._fin)
        for _ in ("os user", "host", "client"):
            self._read_text()
        for _ in ("major", "minor", "revision"):
            self.read_number()
        self._read_text()
        for _ in ("depth", "patch"):
            self.read_number()
        if read_binary_uint8(self._fin):
            self._fin.read(_TRACE_BYTES)
            self._read_text()
            read_binary_uint8(self._fin)
        for _ in ("parallel", "participating", "replica"):
            self.read_number()

    def _read_settings(self) -> dict[str, str]:
        settings: dict[str, str] = {}
        while name := self._read_text():
            read_binary_uint8(self._fin)
            settings[name] = self._read_text()
        return settings

    def _read_text(self) -> str:
        return str(read_binary_str(self._fin))

    def _write_number(self, number: int) -> None:
        write_varint(number, self._fout)


def make_connection_context() -> Context:
    """What clickhouse-driver's reader and writer must know for our revision of the protocol."""
    context = make_file_context()
    context.server_info = SimpleNamespace(used_revision=REVISION, get_timezone=lambda: "UTC")
    return context
