"""The append-only files that Redis will load, in both layouts."""

import re
from pathlib import Path

# Redis 7 and later: a folder with a manifest; `b` is the base, `i` what was appended to it, `h` history.
_FOLDER, _MANIFEST = "appendonlydir", "appendonly.aof.manifest"
_LINE = re.compile(r"file (\S+) seq (\d+) type ([bi])\b")
# Redis 6: one file.
_SINGLE = "appendonly.aof"


def list_append_only_files(directory: Path) -> list[Path]:
    """Those with commands, oldest first; Redis appends to the last one."""
    folder = directory / _FOLDER
    files = _read_manifest(folder) if (folder / _MANIFEST).is_file() else [directory / _SINGLE]
    # A dump is synced before the manifest names it.
    return [file for file in files if file.is_file() and file.suffix != ".rdb"]


def _read_manifest(folder: Path) -> list[Path]:
    found = _LINE.findall((folder / _MANIFEST).read_text("utf-8", "replace"))
    ordered = sorted(found, key=lambda line: (line[2] != "b", int(line[1])))
    return [folder / name for name, _, _ in ordered]
