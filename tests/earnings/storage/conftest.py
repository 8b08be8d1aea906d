"""A registry in a file, for what only SQLite knows."""

from pathlib import Path

import pytest

from settings import RegistrySettings
from tests.fixtures.registry import put_empty_registry


@pytest.fixture
def sqlite_registry(tmp_path: Path) -> RegistrySettings:
    """Settings of an SQLite registry with every table and no row."""
    return put_empty_registry(tmp_path)
