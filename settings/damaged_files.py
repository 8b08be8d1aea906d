"""What was damaged, mostly by a power cut, and was put aside so that the rest could start."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from settings.data_directory import damaged_redis_files, embedded_warehouse, spool_directory

KEPT_DAYS = 30
STORES = ("redis", "warehouse", "spool")
_NAMES = {"redis": "Redis", "warehouse": "the warehouse", "spool": "the spool"}
_DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class DamagedFile:
    """A file, or the directory of a part of a table; ``store``: `redis`, `warehouse` or `spool`."""

    store: str
    path: Path
    put_aside_at: datetime


def list_damaged_files(data_dir: Path) -> list[DamagedFile]:
    """All that lie in the data directory, whoever put them aside; `prm up` deletes them after ``KEPT_DAYS``."""
    found = []
    for store, path in _find_paths(data_dir):
        try:
            changed = path.lstat().st_ctime
        except FileNotFoundError:
            continue
        found.append(DamagedFile(store, path, datetime.fromtimestamp(changed, UTC)))
    return found


def describe_damaged_files(data_dir: Path) -> list[str]:
    """A sentence for each store that has some."""
    by_store: dict[str, list[DamagedFile]] = {}
    for each in list_damaged_files(data_dir):
        by_store.setdefault(each.store, []).append(each)
    return [
        f"damaged files of {_NAMES[store]} were put aside: {len(files)},"
        f" the last one at {max(file.put_aside_at for file in files):%Y-%m-%d %H:%M} UTC"
        for store, files in by_store.items()
    ]


def remove_damaged_files(data_dir: Path, *, older_than_days: int = 0) -> int:
    """Deletes them and returns their number."""
    limit = time.time() - older_than_days * _DAY_SECONDS
    old = [each for each in list_damaged_files(data_dir) if each.put_aside_at.timestamp() <= limit]
    for each in old:
        if each.path.is_dir():
            shutil.rmtree(each.path, ignore_errors=True)
        else:
            each.path.unlink(missing_ok=True)
    return len(old)


def _find_paths(data_dir: Path) -> Iterator[tuple[str, Path]]:
    yield from (("redis", path) for path in damaged_redis_files(data_dir).glob("*"))
    yield from (("warehouse", path) for path in embedded_warehouse(data_dir).glob("store/*/*/detached/*"))
    yield from (("spool", path) for path in spool_directory(data_dir).glob("*/*.damaged"))
