"""Informs systemd, where it started this process, that everything runs and that this process is alive."""

import faulthandler
import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress

from settings.heartbeat import Heartbeat
from supervisor import socket_activation

# What concerns this process alone: children must not answer in its place.
VARIABLES = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", *socket_activation.VARIABLES)


class Notifier:
    """Sends nothing where ``NOTIFY_SOCKET`` is not set."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._interval = _read_watchdog_seconds(environ) / 2
        self._next_at = 0.0

    def notify(self, *assignments: str) -> None:
        """Like ``READY=1``, ``STATUS=…``, ``STOPPING=1``; a systemd that is being restarted misses it."""
        if self._address:
            with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
                sender.sendto("\n".join(assignments).encode(), self._address)

    def beat(self) -> None:
        """To be called several times a second; sends ``WATCHDOG=1`` as often as systemd wants it."""
        now = time.monotonic()
        if self._interval and now >= self._next_at:
            self._next_at = now + self._interval
            self.notify("WATCHDOG=1")


class NotifiedHeartbeat(Heartbeat):
    """Of a process that runs apart from `prm up`: its signs of life go to systemd, if that started it."""

    def __init__(self, descriptor: int | None, environ: Mapping[str, str]) -> None:
        super().__init__(descriptor)
        self._notifier = Notifier(environ)
        if "WATCHDOG_USEC" in environ:
            # systemd ends a process that hangs with SIGABRT too.
            faulthandler.enable()

    def beat(self) -> None:
        """See ``Heartbeat``."""
        super().beat()
        self._notifier.beat()


def _read_watchdog_seconds(environ: Mapping[str, str]) -> float:
    is_ours = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    microseconds = environ.get("WATCHDOG_USEC", "")
    return int(microseconds) / 1_000_000 if is_ours and microseconds.isdigit() else 0.0
