"""Where reports are exported to, a folder or a bucket: a file is there whole or not at all, whatever is killed."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from settings.files import write_file
from transfer.errors import TransferFailed


class Place(Protocol):
    """A folder of files by their names."""

    def list_names(self) -> set[str]:
        """The files that are there."""

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Puts a file there once all its pieces are; what they raise is passed on, and nothing is there."""


def open_place(address: str, folder: str) -> Place:
    """A folder below a path of this machine, or below an address that fsspec knows, like ``s3://bucket/reports``."""
    if "://" not in address:
        return Folder(Path(address) / folder)
    try:
        from fsspec.core import url_to_fs

        files, root = url_to_fs(address)
    except ImportError as exc:
        raise TransferFailed(f"{address} needs a package: {exc}", "For S3: pip install 'prm[s3]'.") from exc
    return Bucket(files, f"{str(root).rstrip('/')}/{folder}")


class Folder:
    """On this machine."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.mkdir(parents=True, exist_ok=True)

    def list_names(self) -> set[str]:
        """Without what is still being written."""
        return {each.name for each in self._path.iterdir() if not each.name.startswith(".")}

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Through a hidden draft; the next attempt overwrites what a killed one left."""
        write_file(self._path / name, pieces, is_synced=True)


class Bucket:
    """Of an object store, by fsspec: an upload that is not completed is no object."""

    def __init__(self, files: Any, root: str) -> None:
        self._files, self._root = files, root

    def list_names(self) -> set[str]:
        """As the store knows them now, not as it did before."""
        self._files.invalidate_cache()
        try:
            return {str(path).rsplit("/", 1)[-1] for path in self._files.ls(self._root, detail=False)}
        except FileNotFoundError:
            return set()

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """In parts as they come, completed after the last one."""
        file = self._files.open(f"{self._root}/{name}", "wb", autocommit=False)
        try:
            for piece in pieces:
                file.write(piece)
            file.close()
        except BaseException:
            file.discard()
            raise
        file.commit()
