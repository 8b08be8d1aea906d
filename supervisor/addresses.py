"""Where the parts of a running installation answer: as a file for other commands, and as lines for a person."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from settings import ConsoleSettings, TrackerSettings
from settings.data_directory import run_directory
from supervisor.sockets import local_url, open_listening, open_shared


@dataclass(frozen=True, kw_only=True)
class MachineSettings(TrackerSettings, ConsoleSettings):
    """What one machine's supervisor must know."""


@dataclass(frozen=True, slots=True)
class Sockets:
    """Every port, opened before anything starts; that of the tracker once for each worker."""

    tracker: tuple[socket.socket, ...]
    console: socket.socket
    shop: socket.socket | None


@dataclass(frozen=True, slots=True)
class Addresses:
    """How this machine reaches the parts; empty if there is no shop."""

    tracker_url: str
    console_url: str
    shop_url: str


def open_sockets(settings: MachineSettings, shop_port: int | None) -> Sockets:
    """Listens on all ports or raises :class:`supervisor.errors.StartFailed`."""
    return Sockets(
        tracker=open_shared(settings.tracker_host, settings.tracker_port, settings.workers, "--tracker-port"),
        console=open_listening(settings.console_host, settings.console_port, "--console-port"),
        shop=None if shop_port is None else open_listening(settings.console_host, shop_port, "--shop-port"),
    )


def find_addresses(sockets: Sockets) -> Addresses:
    """The addresses of open sockets."""
    shop_url = "" if sockets.shop is None else local_url(sockets.shop)
    return Addresses(local_url(sockets.tracker[0]), local_url(sockets.console), shop_url)


def name_localhost(url: str) -> str:
    """The form for browsers: pages on localhost are a secure context and may keep cookies."""
    return url.replace("//127.0.0.1:", "//localhost:").replace("//[::1]:", "//localhost:")


def read_addresses(data_dir: Path) -> Addresses | None:
    """The addresses of the `prm up` that runs on this directory; None if none does."""
    try:
        kept = json.loads(_file(data_dir).read_text())
        return Addresses(kept["tracker_url"], kept["console_url"], kept["shop_url"])
    except (OSError, ValueError, KeyError):
        return None


@contextmanager
def keep_addresses(data_dir: Path, addresses: Addresses) -> Iterator[None]:
    """Tells other commands for as long as the block lasts."""
    _file(data_dir).write_text(json.dumps({"pid": os.getpid(), **asdict(addresses)}))
    try:
        yield
    finally:
        _file(data_dir).unlink(missing_ok=True)


def _file(data_dir: Path) -> Path:
    return run_directory(data_dir) / "up.json"
