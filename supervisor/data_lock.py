"""One `prm up` per data directory: a lock that every child process inherits, so it is free only when all have ended."""

import fcntl
import os
import time
from pathlib import Path
from typing import IO

from settings.data_directory import run_directory
from supervisor.errors import StartFailed

_CHILDREN_STOP_SECONDS = 30


def lock_data_directory(data_dir: Path) -> IO[str]:
    """The open lock file with our process id in it; pass its descriptor on to every child process.

    A killed supervisor leaves children that stop by themselves: they are waited for.
    """
    path = run_directory(data_dir) / "up.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    try:
        _wait_for_lock(file, data_dir)
    except StartFailed:
        file.close()
        raise
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def _wait_for_lock(file: IO[str], data_dir: Path) -> None:
    deadline = time.monotonic() + _CHILDREN_STOP_SECONDS
    while not _try_lock(file):
        holder = _read_process_id(file)
        if _is_alive(holder):
            remedy = f"Stop it with Ctrl-C in its terminal, or: kill {holder}"
            raise StartFailed(f"prm up is already running on {data_dir}, as process {holder}", remedy)
        if time.monotonic() > deadline:
            remedy = f"Stop the processes named in {run_directory(data_dir)}/*.pid and start again."
            raise StartFailed(f"processes of an earlier prm up still run on {data_dir}", remedy)
        time.sleep(0.1)


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_process_id(file: IO[str]) -> int:
    file.seek(0)
    text = file.read().strip()
    file.seek(0)
    return int(text) if text.isdigit() else 0


def _is_alive(process_id: int) -> bool:
    if not process_id:
        return False
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
