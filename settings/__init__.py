"""Every environment variable of prm, read once at the start of a process into one frozen dataclass."""

from settings.environment import SettingInvalid, Variable, list_variables, read_settings
from settings.processes import ConsoleSettings, IngestSettings, RegistrySettings, TrackerSettings, WarehouseSettings

__all__ = [
    "ConsoleSettings",
    "IngestSettings",
    "RegistrySettings",
    "SettingInvalid",
    "TrackerSettings",
    "Variable",
    "WarehouseSettings",
    "list_variables",
    "read_settings",
]
