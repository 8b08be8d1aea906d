"""The shared fixtures, one file each in tests/fixtures, and the order of the folders."""

import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest

pytest_plugins = [
    "tests.fixtures.browser",
    "tests.fixtures.bucket",
    "tests.fixtures.passwords",
    "tests.fixtures.redis",
    "tests.fixtures.redis_cluster",
    "tests.fixtures.redis_servers",
    "tests.fixtures.registry",
    "tests.fixtures.skips",
    "tests.fixtures.warehouse",
    "tests.fixtures.warehouse_states",
]

# Here single files take minutes. They begin first, so that no worker is left alone with one when the others are done.
LONG = ("end_to_end", "cli", "supervisor", "reports", "fraud", "ingest")

# Each insert syncs dozens of files, which takes no time in memory. A container may have too little of it.
MEMORY = Path("/dev/shm")  # noqa: S108
LEAST_BYTES = 4 << 30


def pytest_configure() -> None:
    """Temporary directories are in memory if there is room, those of started processes too; TMPDIR goes before.

    No example has a limit of time: a machine may be busy.
    """
    hypothesis.settings.register_profile("patient", hypothesis.settings.default, deadline=None)
    hypothesis.settings.load_profile("patient")
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= LEAST_BYTES:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long folders first; the order within them stays."""
    root = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(root).parts[0] not in LONG)
