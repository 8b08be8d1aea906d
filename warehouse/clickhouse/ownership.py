"""One process owns the embedded directory: a lock file that the kernel releases when the owner dies."""

import fcntl
import os
from pathlib import Path
from typing import IO

from warehouse.interface import WarehouseOwned

_LOCK_FILE = "owner.pid"


def own_directory(directory: Path) -> IO[str]:
    """Creates and locks the directory and writes our process id; closing the file releases it.

    Raises ``WarehouseOwned`` with the owner's process id and what to do.
    """
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / _LOCK_FILE
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as exc:
        owner = file.read().strip() or "unknown"
        file.close()
        raise WarehouseOwned(
            f"process {owner} owns {directory}; use that process, stop it, or set PRM_CLICKHOUSE_URL to a server"
            " that several processes may use"
        ) from exc
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file
