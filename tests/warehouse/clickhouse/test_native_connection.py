"""A server is reached over TLS that is verified, and by its second host when the first is away."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme

from tests.warehouse.native_server.process import NativeServer
from warehouse.clickhouse.native import NativeWarehouse
from warehouse.interface import WarehouseUnavailable

PIECE = 1 << 16


@pytest.fixture
def certificate(tmp_path: Path) -> trustme.LeafCert:
    """Of the loopback, by an authority whose certificate lies in the test's directory."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    return authority.issue_cert("127.0.0.1")


@pytest.fixture
def secure_port(native_server: NativeServer, certificate: trustme.LeafCert) -> Iterator[int]:
    """The test server behind TLS, for one connection."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve_once, args=(listening, context, _port(native_server)))
        thread.start()
        yield listening.getsockname()[1]
        # Wakes it where nobody has come.
        with suppress(OSError), socket.create_connection(listening.getsockname(), timeout=1):
            pass
        thread.join()


def test_a_server_behind_tls_answers(secure_port: int, tmp_path: Path) -> None:
    options = f"secure=true&verify=true&ca_certs={tmp_path / 'authority.pem'}"
    with closing(NativeWarehouse(f"clickhouses://default@127.0.0.1:{secure_port}/prm?{options}")) as warehouse:
        assert warehouse.query("select 1 as n").dicts() == [{"n": 1}]


def test_a_certificate_of_an_unknown_authority_is_not_accepted(secure_port: int) -> None:
    with pytest.raises(WarehouseUnavailable, match="CERTIFICATE_VERIFY_FAILED"):
        NativeWarehouse(f"clickhouses://default@127.0.0.1:{secure_port}/prm?secure=true&verify=true")


def test_the_second_host_answers_when_the_first_is_away(native_server: NativeServer, unused_port: int) -> None:
    hosts = f"127.0.0.1:{unused_port}/prm?alt_hosts=127.0.0.1:{_port(native_server)}&connect_timeout=5"
    with closing(NativeWarehouse(f"clickhouse://default@{hosts}")) as warehouse:
        assert warehouse.query("select 1 as n").dicts() == [{"n": 1}]


def _port(server: NativeServer) -> int:
    port = urlsplit(server.url).port
    assert port
    return port


def _serve_once(listening: socket.socket, context: ssl.SSLContext, port: int) -> None:
    client, _ = listening.accept()
    with (
        suppress(OSError),
        context.wrap_socket(client, server_side=True) as secure,
        socket.create_connection(("127.0.0.1", port)) as server,
    ):
        back = threading.Thread(target=_copy, args=(server, secure))
        back.start()
        _copy(secure, server)
        back.join()


def _copy(origin: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := origin.recv(PIECE):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
