"""Sets up logging once per process: readable lines, or JSON lines by setting."""

import logging
import sys
import time

import orjson

from settings.processes import InstallationSettings


def set_up_logging(settings: InstallationSettings, process: str) -> None:
    """Everything at or above the configured level goes to standard error under the name of the process."""
    stream = logging.StreamHandler(sys.stderr)
    stream.setFormatter(_JsonLines(process) if settings.log_format == "json" else _TextLines(process))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[stream], force=True)


class _TextLines(logging.Formatter):
    def __init__(self, process: str) -> None:
        super().__init__(f"%(asctime)s {process} %(levelname)s %(name)s: %(message)s")
        self.converter = time.gmtime


class _JsonLines(logging.Formatter):
    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time_ms": int(record.created * 1000),
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return orjson.dumps(line).decode()
