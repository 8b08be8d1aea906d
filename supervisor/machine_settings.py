"""The settings of the processes that one machine runs."""

from dataclasses import dataclass

from settings import ConsoleSettings, TrackerSettings


@dataclass(frozen=True, kw_only=True)
class MachineSettings(TrackerSettings, ConsoleSettings):
    """Tracker and console together; ingest reads its own."""
