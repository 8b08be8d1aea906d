"""The parts of an installation as child processes, and the loop that looks after them."""

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from supervisor.children import Part, Watch
from supervisor.stop_signal import Stopping

LOOK_EVERY_SECONDS = 0.1
# Redis is stage 0: it ends last.
_WAREHOUSE_STAGE, _TRACKER_STAGE, _SHOP_STAGE = 1, 2, 3


def describe_tracker(data_dir: Path, listening: socket.socket, worker: int) -> Part:
    """One worker of the edge, with a socket of its own on the port that all share."""
    command = _prm("tracker", "--worker", str(worker), *_inherit(listening), *_at(data_dir))
    return Part((f"tracker-{worker}",), command, _TRACKER_STAGE, 15, (listening.fileno(),))


def describe_ingest(data_dir: Path) -> Part:
    """Ingest alone, where a ClickHouse server holds the warehouse."""
    return Part(("ingest",), _prm("ingest", *_at(data_dir)), _WAREHOUSE_STAGE, 30)


def describe_console(data_dir: Path, listening: socket.socket) -> Part:
    """The console alone, where a ClickHouse server holds the warehouse."""
    command = _prm("console", *_inherit(listening), *_at(data_dir))
    return Part(("console",), command, _WAREHOUSE_STAGE, 15, (listening.fileno(),))


def describe_ingest_and_console(data_dir: Path, listening: socket.socket) -> Part:
    """Both in one process: the embedded warehouse has one owner."""
    port = str(listening.getsockname()[1])
    command = _prm("ingest", "--console-port", port, *_inherit(listening), *_at(data_dir))
    return Part(("ingest", "console"), command, _WAREHOUSE_STAGE, 30, (listening.fileno(),))


def describe_shop(data_dir: Path, listening: socket.socket) -> Part:
    """The demo shop."""
    command = _prm("demo", *_inherit(listening), *_at(data_dir))
    return Part(("shop",), command, _SHOP_STAGE, 10, (listening.fileno(),))


def keep_running(watch: Watch, stopping: Stopping) -> None:
    """Looks after the parts until somebody asks to stop."""
    while not stopping.is_wanted():
        watch.look()
        time.sleep(LOOK_EVERY_SECONDS)


@contextmanager
def ending(watch: Watch, stopping: Stopping) -> Iterator[None]:
    """Ends all parts in order, however the block ends."""
    try:
        yield
    finally:
        watch.stop(stopping.is_urgent)


def _prm(*words: str) -> tuple[str, ...]:
    # The installed script reads better in a list of processes than the module does.
    script = Path(sys.executable).with_name("prm")
    program = (str(script),) if script.exists() else ("-m", "cli")
    return (sys.executable, *program, *words)


def _inherit(listening: socket.socket) -> tuple[str, str]:
    return ("--socket", str(listening.fileno()))


def _at(data_dir: Path) -> tuple[str, str]:
    return ("--data-dir", str(data_dir))
