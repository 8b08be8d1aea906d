"""Serves one directory of the embedded engine on a free port of the loopback, printed once it listens.

``python -m tests.warehouse.native_server DIRECTORY [PORT]``
"""

import socketserver
import sys
from functools import partial
from pathlib import Path

import chdb
from clickhouse_driver.block import ColumnOrientedBlock
from clickhouse_driver.protocol import ClientPacketTypes, ServerPacketTypes

from tests.warehouse.native_server.engine import Engine, EngineFailed
from tests.warehouse.native_server.wire import QueryPacket, Wire

_CLUSTER = Path(__file__).parent / "cluster.xml"


class Session(socketserver.BaseRequestHandler):
    """One client, from its hello until it goes."""

    def __init__(self, directory: str, *arguments: object) -> None:
        self._directory = directory
        super().__init__(*arguments)  # type: ignore[arg-type]

    def handle(self) -> None:
        """Answers packet after packet."""
        wire = Wire(self.request)
        try:
            wire.read_number()
            self._serve(wire, *wire.read_hello())
        except (EOFError, ConnectionError):
            return

    def _serve(self, wire: Wire, database: str, user: str) -> None:
        try:
            engine = Engine(self._directory, database, user)
        except EngineFailed as exc:
            return wire.write_exception(exc.code, str(exc))
        try:
            wire.write_hello(patch=0)
            wire.read_addendum()
            while True:
                _answer_packet(wire, engine)
        finally:
            engine.close()


def _answer_packet(wire: Wire, engine: Engine) -> None:
    if wire.read_number() == ClientPacketTypes.PING:
        return wire.write_packet(ServerPacketTypes.PONG)
    packet = wire.read_query()
    # The end of the external tables, which nobody sends.
    _read_blocks(wire)
    try:
        engine.check_rights(packet.statement)
        with engine.settings(packet.settings):
            _answer_query(wire, engine, packet)
    except EngineFailed as exc:
        return wire.write_exception(exc.code, str(exc))
    return wire.write_packet(ServerPacketTypes.END_OF_STREAM)


def _answer_query(wire: Wire, engine: Engine, packet: QueryPacket) -> None:
    described = engine.describe_insert(packet.statement)
    if described is None:
        header, blocks = engine.answer(packet.statement, packet.parameters)
        if header:
            wire.write_header(header)
        for block in blocks:
            wire.write_block(block)
        return
    wire.write_header(described)
    engine.insert(packet.statement, described, _read_blocks(wire, acknowledged=True))


def _read_blocks(wire: Wire, *, acknowledged: bool = False) -> list[ColumnOrientedBlock]:
    """Data packets until the empty one; in an insert clickhouse-driver waits for profile events after each."""
    blocks: list[ColumnOrientedBlock] = []
    while True:
        wire.read_number()
        block = wire.read_block()
        if acknowledged:
            wire.write_block(ColumnOrientedBlock(), ServerPacketTypes.PROFILE_EVENTS)
        if not block.num_columns:
            return blocks
        blocks.append(block)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def main(directory: str, port: str = "0") -> None:
    """Serves until killed."""
    Path(directory).mkdir(parents=True, exist_ok=True)
    # The engine stays open as long as one connection does.
    keeper = chdb.connect(f"{directory}?config-file={_CLUSTER}")
    keeper.query("create database if not exists prm")
    with _Server(("127.0.0.1", int(port)), partial(Session, directory)) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
