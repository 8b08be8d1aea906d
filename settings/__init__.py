"""Every environment variable of prm, read once at the start of a process into one frozen dataclass.

- ``processes``: one dataclass a process, with the variables and their help
- ``environment``: reads such a dataclass from the environment and names what is wrong
- ``data_directory``: the files of the data directory, and what follows from it
- ``redis_address``: the forms of ``PRM_REDIS_URL``; ``redis_memory``: how full that Redis may be
- ``smtp_address``: those of ``PRM_SMTP_URL`` and of the sender of mail
- ``own_hosts``: under which names the installation answers
- ``machine``: cores and memory; ``budget``: how they are divided between reports and the rest
- ``heartbeat``: signs of life to the supervisor
- ``files``: writes a file whole or not at all
- ``logs``: sets up logging
"""

from settings.environment import SettingInvalid, Variable, list_variables, read_settings
from settings.processes import (
    BackupSettings,
    ConsoleSettings,
    IngestSettings,
    MailSettings,
    RateSettings,
    ReaderSettings,
    RegistrySettings,
    TrackerSettings,
    WarehouseSettings,
    WorkerSettings,
)

__all__ = [
    "BackupSettings",
    "ConsoleSettings",
    "IngestSettings",
    "MailSettings",
    "RateSettings",
    "ReaderSettings",
    "RegistrySettings",
    "SettingInvalid",
    "TrackerSettings",
    "Variable",
    "WarehouseSettings",
    "WorkerSettings",
    "list_variables",
    "read_settings",
]
