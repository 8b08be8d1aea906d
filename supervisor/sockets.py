"""Sockets that are opened before anything starts and handed on to children."""

import socket

from supervisor.errors import StartFailed
from tracker.http.listener import bind_socket

_BACKLOG = 2048


def open_listening(host: str, port: int, option: str) -> socket.socket:
    """A listening socket; the ``option`` that chooses the port is named if it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as exc:
        problem = f"cannot listen on {host} port {port}: {exc.strerror or exc}"
        raise StartFailed(problem, f"Choose another with {option}, or stop whoever has it.") from exc


def open_shared(host: str, port: int, count: int, option: str) -> tuple[socket.socket, ...]:
    """A socket on the same port for each of several processes, who listen on it themselves.

    Whoever opens them keeps them, so connections wait for a process that is just being started again. The port is
    first opened alone: processes that share one would not notice a stranger on it.
    """
    with open_listening(host, port, option) as alone:
        port = alone.getsockname()[1]
    return tuple(bind_socket(host, port) for _ in range(count))


def take_over(descriptor: int) -> socket.socket:
    """The socket that the parent handed on."""
    return socket.socket(fileno=descriptor)


def local_url(listening: socket.socket) -> str:
    """An address at which this machine reaches the socket."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
