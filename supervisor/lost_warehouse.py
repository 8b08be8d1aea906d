"""Notices a new data directory beside a registry that is in use: its embedded warehouse would be empty."""

from database.sessions import Sessions, begin_read
from registry.sites import list_sites
from settings.data_directory import embedded_warehouse, remembered_warehouse
from supervisor.errors import StartFailed
from supervisor.machine_settings import MachineSettings


def check_warehouse_is_expected(settings: MachineSettings, sessions: Sessions) -> None:
    """Raises ``StartFailed`` where a registry server has sites and this directory never had a warehouse.

    A registry file is in the data directory, so the two are lost together.
    """
    if not settings.registry_url or settings.clickhouse_url:
        return
    if remembered_warehouse(settings.data_dir).exists() or embedded_warehouse(settings.data_dir).exists():
        return
    with begin_read(sessions) as session:
        sites = len(list_sites(session))
    if sites:
        raise StartFailed(
            f"the registry of PRM_REGISTRY_URL has {sites} sites, but {settings.data_dir} has no warehouse",
            "If events were stored before, use their data directory, or restore a backup (prm restore). To begin with"
            f" an empty warehouse: prm migrate --data-dir {settings.data_dir}",
        )
