"""The settings of the processes that one machine runs."""

from dataclasses import dataclass

from settings import BackupSettings, ConsoleSettings, TrackerSettings, WorkerSettings


@dataclass(frozen=True, kw_only=True)
class MachineSettings(TrackerSettings, ConsoleSettings, WorkerSettings, BackupSettings):
    """Tracker, console, worker and backups together; ingest reads its own."""
