"""Where reports and backups go, a folder or a bucket: a file in it is whole or absent, whatever is killed."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from settings.files import write_file
from transfer.errors import TransferFailed

_PIECE_BYTES = 1 << 20


class Destination(Protocol):
    """A folder of files by their names."""

    def list_names(self) -> set[str]:
        """The files that exist."""

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Makes the file once all its pieces have come; an exception of theirs is passed on, and no file is made."""

    def read(self, name: str) -> Iterator[bytes]:
        """The file in pieces; raises ``FileNotFoundError``."""

    def remove(self, name: str) -> None:
        """Removes the file if it exists."""

    def remove_drafts(self) -> None:
        """Removes what killed writers left; to be called while nobody writes."""


def open_destination(address: str, folder: str) -> Destination:
    """A folder below a local path, or below an address that fsspec knows, like ``s3://bucket/reports``."""
    if "://" not in address:
        return Folder(Path(address) / folder)
    try:
        from fsspec.core import url_to_fs

        files, root = url_to_fs(address)
    except ImportError as exc:
        raise TransferFailed(f"{address} needs a package: {exc}", "For S3: pip install 'prm[s3]'.") from exc
    return Bucket(files, f"{str(root).rstrip('/')}/{folder}")


class Folder:
    """A local folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.mkdir(parents=True, exist_ok=True)

    def list_names(self) -> set[str]:
        """Without unfinished files."""
        return {each.name for each in self._path.iterdir() if not each.name.startswith(".")}

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """Through a hidden draft; the next attempt overwrites what a killed one left."""
        write_file(self._path / name, pieces, is_synced=True)

    def read(self, name: str) -> Iterator[bytes]:
        """See :class:`Destination`."""
        with (self._path / name).open("rb") as file:
            while piece := file.read(_PIECE_BYTES):
                yield piece

    def remove(self, name: str) -> None:
        """See :class:`Destination`."""
        (self._path / name).unlink(missing_ok=True)

    def remove_drafts(self) -> None:
        """See :class:`Destination`."""
        for draft in self._path.glob(".*.draft"):
            draft.unlink(missing_ok=True)


class Bucket:
    """A folder of an object store, by fsspec: an upload that is not completed leaves no object."""

    def __init__(self, files: Any, root: str) -> None:
        self._files, self._root = files, root

    def list_names(self) -> set[str]:
        """Fresh from the store, past the cache."""
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

    def read(self, name: str) -> Iterator[bytes]:
        """See :class:`Destination`."""
        with self._files.open(f"{self._root}/{name}", "rb") as file:
            while piece := file.read(_PIECE_BYTES):
                yield piece

    def remove(self, name: str) -> None:
        """See :class:`Destination`."""
        with suppress(FileNotFoundError):
            self._files.rm_file(f"{self._root}/{name}")

    def remove_drafts(self) -> None:
        """Uploads that were not completed are no objects; a rule of the bucket removes them."""
