"""A power cut of the drill's disk: what was synced stays, the rest is gone."""

import os
from pathlib import Path

import pytest

from loadtest.power_disk import find_obstacle, open_disk


def test_only_what_was_synced_survives_a_cut(tmp_path: Path) -> None:
    if obstacle := find_obstacle():
        pytest.skip(obstacle)
    with open_disk(tmp_path) as disk:
        _write(disk.mount_point / "synced", is_synced=True)
        _write(disk.mount_point / "written", is_synced=False)
        disk.cut()
        with pytest.raises(OSError, match="Input/output error"):
            (disk.mount_point / "late").touch()
        disk.unmount()
        disk.mount()
        assert (disk.mount_point / "synced").read_bytes() == b"sale"
        assert not (disk.mount_point / "written").exists()


def _write(path: Path, *, is_synced: bool) -> None:
    with path.open("wb") as file:
        file.write(b"sale")
        file.flush()
        if is_synced:
            os.fsync(file.fileno())
            directory = os.open(path.parent, os.O_RDONLY)
            os.fsync(directory)
            os.close(directory)
