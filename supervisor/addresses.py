"""Where the running processes answer, published as a file for other commands."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from settings import ConsoleSettings, TrackerSettings
from settings.data_directory import run_directory
from supervisor.sockets import Sockets, local_url


@dataclass(frozen=True, slots=True)
class Addresses:
    """How this machine reaches each process; ``shop_url`` is empty without the demo shop."""

    tracker_url: str
    console_url: str
    shop_url: str


def list_addresses(sockets: Sockets) -> Addresses:
    """The addresses of open sockets."""
    shop_url = "" if sockets.shop is None else local_url(sockets.shop)
    return Addresses(local_url(sockets.tracker[0]), local_url(sockets.console), shop_url)


def to_localhost(url: str) -> str:
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
def publish_addresses(data_dir: Path, addresses: Addresses) -> Iterator[None]:
    """Writes the file for as long as the block lasts."""
    _file(data_dir).write_text(json.dumps({"pid": os.getpid(), **asdict(addresses)}))
    try:
        yield
    finally:
        _file(data_dir).unlink(missing_ok=True)


def find_tracker_url(settings: TrackerSettings) -> str:
    """The tracker of the `prm up` that runs on this data directory, else the one of the settings."""
    running = read_addresses(settings.data_dir)
    return running.tracker_url if running else f"http://127.0.0.1:{settings.tracker_port}"


def find_console_url(settings: ConsoleSettings) -> str:
    """The console of the `prm up` that runs on this data directory, else the one of the settings."""
    running = read_addresses(settings.data_dir)
    return running.console_url if running else f"http://127.0.0.1:{settings.console_port}"


def _file(data_dir: Path) -> Path:
    return run_directory(data_dir) / "up.json"
