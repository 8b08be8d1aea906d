"""The socket a tracker process listens on."""

import socket

BACKLOG = 2048


def bind_socket(host: str, port: int) -> socket.socket:
    """A socket of a worker's own; the kernel spreads the connections over all that are bound to the address.

    One socket shared by all workers would not do: the first to wake up accepts all waiting connections, and with
    keep-alive keeps them.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listening.bind((host, port))
    listening.set_inheritable(True)
    return listening
