"""A registry in a file, for what only SQLite knows."""

from pathlib import Path

import pytest

from database.engine import open_engine
from database.migration import migrate_database
from settings import RegistrySettings, read_settings


@pytest.fixture
def sqlite_registry(tmp_path: Path) -> RegistrySettings:
    """Settings of an SQLite registry with every table and no row."""
    settings = read_settings(RegistrySettings, {"PRM_DATA_DIR": str(tmp_path)})
    engine = open_engine(settings)
    migrate_database(engine)
    engine.dispose()
    return settings
