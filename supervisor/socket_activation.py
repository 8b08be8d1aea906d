"""Listening sockets that systemd opened before it started this process, and keeps open while it is restarted."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from supervisor.errors import StartFailed

VARIABLES = ("LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES")
_FIRST_DESCRIPTOR = 3


@dataclass(frozen=True, slots=True)
class GivenSockets:
    """By their ``FileDescriptorName``; none where systemd gives none."""

    tracker: tuple[socket.socket, ...] = ()
    console: tuple[socket.socket, ...] = ()


NO_SOCKETS = GivenSockets()


def take_sockets(environ: Mapping[str, str], workers: int) -> GivenSockets:
    """Raises :class:`StartFailed` where there is not one for each tracker worker, or more than one for the console."""
    if environ.get("LISTEN_PID") != str(os.getpid()):
        return NO_SOCKETS
    names = environ.get("LISTEN_FDNAMES", "").split(":")
    descriptors = range(_FIRST_DESCRIPTOR, _FIRST_DESCRIPTOR + int(environ.get("LISTEN_FDS", "0")))
    by_name: dict[str, list[socket.socket]] = {"tracker": [], "console": []}
    for descriptor, name in zip(descriptors, names, strict=False):
        if name not in by_name:
            raise StartFailed(f"systemd gives a socket named {name!r}", "Set FileDescriptorName=tracker or =console.")
        by_name[name].append(socket.socket(fileno=descriptor))
    given = GivenSockets(tuple(by_name["tracker"]), tuple(by_name["console"]))
    if given.tracker and len(given.tracker) != workers:
        problem = f"systemd gives {len(given.tracker)} sockets named tracker for {workers} workers"
        raise StartFailed(problem, "Write ListenStream once for each worker, with ReusePort=true, or set PRM_WORKERS.")
    if len(given.console) > 1:
        raise StartFailed("systemd gives several sockets named console", "Write ListenStream once.")
    return given
