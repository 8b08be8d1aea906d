"""The settings of the processes that one machine runs."""

from dataclasses import dataclass

from settings import ConsoleSettings, TrackerSettings, WorkerSettings


@dataclass(frozen=True, kw_only=True)
class MachineSettings(TrackerSettings, ConsoleSettings, WorkerSettings):
    """Tracker, console and worker together; ingest reads its own."""
