"""The test server as a process of its own, with its own directory of the engine."""

import subprocess
import sys
from pathlib import Path


class NativeServer:
    """Started on a free port; a second start keeps port and directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._port = "0"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Returns once it listens."""
        command = [sys.executable, "-m", "tests.warehouse.native_server", str(self._directory), self._port]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        if self._process.stdout is None or not (port := self._process.stdout.readline().strip()):
            raise RuntimeError("the native test server did not start")
        self._port = port

    def kill(self) -> None:
        """Ends it at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    @property
    def url(self) -> str:
        """What ``PRM_CLICKHOUSE_URL`` would say."""
        return self.url_of("default")

    def url_of(self, user: str) -> str:
        """The URL with another user."""
        return f"clickhouse://{user}@127.0.0.1:{self._port}/prm"
