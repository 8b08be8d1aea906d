"""The processes of an installation, each with its command."""

import socket
import sys
from pathlib import Path

from supervisor.child_process import ProcessSpec

# Redis is stage 0: it stops last.
_WAREHOUSE_STAGE, _READER_STAGE, _TRACKER_STAGE, _SHOP_STAGE = 1, 2, 3, 4


def describe_tracker(data_dir: Path, listening: socket.socket, worker: int) -> ProcessSpec:
    """One worker of the tracker, with a socket of its own on the port that all workers share."""
    command = _prm("tracker", "--worker", str(worker), *_inherit(listening), *_at(data_dir))
    return ProcessSpec((f"tracker-{worker}",), command, _TRACKER_STAGE, 15, (listening.fileno(),), beats=True)


def describe_ingest(data_dir: Path) -> ProcessSpec:
    """Ingest, the owner of the embedded warehouse: it starts before those that use the warehouse and stops after."""
    return ProcessSpec(("ingest",), _prm("ingest", *_at(data_dir)), _WAREHOUSE_STAGE, 30, beats=True)


def describe_console(data_dir: Path, listening: socket.socket) -> ProcessSpec:
    """The web: API and pages."""
    command = _prm("console", *_inherit(listening), *_at(data_dir))
    return ProcessSpec(("console",), command, _READER_STAGE, 15, (listening.fileno(),), beats=True)


def describe_worker(data_dir: Path) -> ProcessSpec:
    """What nobody waits for: fraud runs and the like."""
    return ProcessSpec(("worker",), _prm("worker", *_at(data_dir)), _READER_STAGE, 15, beats=True)


def describe_backups(data_dir: Path, every_seconds: int) -> ProcessSpec:
    """Backups to PRM_BACKUP_PLACE."""
    command = _prm("backup", "--every", f"{every_seconds // 60}m", *_at(data_dir))
    return ProcessSpec(("backups",), command, _READER_STAGE, 15)


def describe_shop(data_dir: Path, listening: socket.socket) -> ProcessSpec:
    """The demo shop."""
    command = _prm("demo", *_inherit(listening), *_at(data_dir))
    return ProcessSpec(("shop",), command, _SHOP_STAGE, 10, (listening.fileno(),), beats=True)


def _prm(*arguments: str) -> tuple[str, ...]:
    # The installed script reads better in a list of processes than the module does.
    script = Path(sys.executable).with_name("prm")
    program = (str(script),) if script.exists() else ("-m", "cli")
    return (sys.executable, *program, *arguments)


def _inherit(listening: socket.socket) -> tuple[str, str]:
    return ("--socket", str(listening.fileno()))


def _at(data_dir: Path) -> tuple[str, str]:
    return ("--data-dir", str(data_dir))
