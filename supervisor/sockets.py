"""Sockets that are opened before anything starts and inherited by child processes."""

import socket
from dataclasses import dataclass

from http_server.listener import bind_socket
from supervisor.errors import StartFailed
from supervisor.machine_settings import MachineSettings
from supervisor.socket_activation import NO_SOCKETS, GivenSockets

_BACKLOG = 2048


@dataclass(frozen=True, slots=True)
class Sockets:
    """Every port of the machine; that of the tracker once for each worker."""

    tracker: tuple[socket.socket, ...]
    console: socket.socket
    shop: socket.socket | None


def open_sockets(settings: MachineSettings, shop_port: int | None, given: GivenSockets = NO_SOCKETS) -> Sockets:
    """Listens on all ports that are not ``given``, or raises :class:`StartFailed`."""
    return Sockets(
        tracker=given.tracker
        or open_shared_listeners(settings.tracker_host, settings.tracker_port, settings.workers, "--tracker-port"),
        console=given.console[0]
        if given.console
        else open_listener(settings.console_host, settings.console_port, "--console-port"),
        shop=None if shop_port is None else open_listener(settings.console_host, shop_port, "--shop-port"),
    )


def open_listener(host: str, port: int, option: str) -> socket.socket:
    """A listening socket; ``option`` is the one that sets the port, named in the error when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as exc:
        problem = f"cannot listen on {host} port {port}: {exc.strerror or exc}"
        raise StartFailed(problem, f"Choose another port with {option}, or stop the process that uses it.") from exc


def open_shared_listeners(host: str, port: int, count: int, option: str) -> tuple[socket.socket, ...]:
    """One socket on the same port for each of ``count`` processes, which call ``listen`` themselves.

    The parent keeps them open, so connections wait for a process that is being restarted. The port is first opened
    exclusively: sockets that share a port would not notice another program on it.
    """
    with open_listener(host, port, option) as exclusive:
        port = exclusive.getsockname()[1]
    return tuple(bind_socket(host, port) for _ in range(count))


def inherit_socket(descriptor: int) -> socket.socket:
    """The socket that the parent process passed on."""
    return socket.socket(fileno=descriptor)


def local_url(listening: socket.socket) -> str:
    """An address at which this machine reaches the socket."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
