"""An ext4 file system of its own on a loop device, whose power can be cut: what was not synced is gone."""

import fcntl
import os
import shutil
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DISK_BYTES = 8 << 30
_UNMOUNT_SECONDS = 20
# EXT4_IOC_SHUTDOWN and its flag that drops the journal's last transactions instead of writing them.
_SHUTDOWN, _WITHOUT_JOURNAL = 0x8004587D, 2


class PowerDisk:
    """A sparse image mounted at ``mount_point``."""

    def __init__(self, directory: Path) -> None:
        self.mount_point = directory / "disk"
        self._image = directory / "disk.img"

    def create(self) -> None:
        """Makes the file system and mounts it."""
        with self._image.open("wb") as image:
            image.truncate(DISK_BYTES)
        subprocess.run(["mkfs.ext4", "-q", str(self._image)], check=True)
        self.mount_point.mkdir()
        self.mount()

    def mount(self) -> None:
        """As after a power cut: the journal is replayed."""
        subprocess.run(["mount", "-o", "loop", str(self._image), str(self.mount_point)], check=True)

    def cut(self) -> None:
        """Nothing reaches the disk from now on, neither data nor journal."""
        directory = os.open(self.mount_point, os.O_RDONLY)
        try:
            fcntl.ioctl(directory, _SHUTDOWN, struct.pack("I", _WITHOUT_JOURNAL))
        finally:
            os.close(directory)

    def unmount(self) -> None:
        """Waits for the processes that were just killed."""
        deadline = time.monotonic() + _UNMOUNT_SECONDS
        while subprocess.run(["umount", str(self.mount_point)], check=False, capture_output=True).returncode:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.mount_point} is still in use")
            time.sleep(0.1)


def find_obstacle() -> str:
    """Why no disk can be mounted here, or an empty string."""
    if os.geteuid() != 0:
        return "a file system can only be mounted by root"
    if not Path("/dev/loop-control").exists():
        return "this machine has no loop devices"
    if shutil.which("mkfs.ext4") is None:
        return "mkfs.ext4 is not installed (e2fsprogs)"
    return ""


@contextmanager
def open_disk(directory: Path) -> Iterator[PowerDisk]:
    """A disk for as long as the block lasts."""
    disk = PowerDisk(directory)
    disk.create()
    try:
        yield disk
    finally:
        if disk.mount_point.is_mount():
            disk.unmount()
