"""A registry server in use beside a data directory without a warehouse: nobody begins with an empty one unasked."""

from pathlib import Path

import pytest

from database.sessions import Sessions, begin_change
from registry.sites import create_site
from settings import RegistrySettings, read_settings
from supervisor.errors import StartFailed
from supervisor.lost_warehouse import check_warehouse_is_expected
from supervisor.machine_settings import MachineSettings
from tests.cli.command_runner import Prm


def test_a_new_installation_begins(registry_sessions: Sessions, registry_settings: RegistrySettings) -> None:
    check_warehouse_is_expected(_read_settings(registry_settings), registry_sessions)


def test_an_empty_warehouse_is_begun_only_on_request(
    registry_sessions: Sessions, registry_settings: RegistrySettings, tmp_path: Path
) -> None:
    _create_site(registry_sessions)
    settings = _read_settings(registry_settings)
    if settings.registry_url:
        command = f"prm migrate --data-dir {settings.data_dir}"
        with pytest.raises(StartFailed, match=r"has 1 sites, but .* has no warehouse") as failure:
            check_warehouse_is_expected(settings, registry_sessions)
        assert failure.value.remedy.endswith(command)
        Prm(settings.data_dir).run("migrate", PRM_REGISTRY_URL=settings.registry_url)
    check_warehouse_is_expected(settings, registry_sessions)


def test_a_clickhouse_server_is_not_asked_for(registry_sessions: Sessions, registry_settings: RegistrySettings) -> None:
    _create_site(registry_sessions)
    settings = _read_settings(registry_settings, PRM_CLICKHOUSE_URL="clickhouse://nowhere:9000/prm")
    check_warehouse_is_expected(settings, registry_sessions)


def test_prm_up_says_so(registry_sessions: Sessions, registry_settings: RegistrySettings, tmp_path: Path) -> None:
    if not registry_settings.registry_url:
        return
    _create_site(registry_sessions)
    ports = ("--tracker-port", "0", "--console-port", "0")
    failed = Prm(tmp_path / "fresh").run("up", *ports, PRM_REGISTRY_URL=registry_settings.registry_url)
    assert failed.returncode == 1
    assert "has no warehouse" in failed.stderr
    assert "prm migrate --data-dir" in failed.stderr


def _create_site(sessions: Sessions) -> None:
    with begin_change(sessions) as session:
        create_site(session, "Shop", ["shop.example"])


def _read_settings(registry: RegistrySettings, **more: str) -> MachineSettings:
    place = {"PRM_DATA_DIR": str(registry.data_dir), "PRM_REGISTRY_URL": registry.registry_url}
    return read_settings(MachineSettings, place | more)
