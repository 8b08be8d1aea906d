"""The files of a piece again, while its bytes are compared to its record."""

import os
import tarfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from transfer.backups.contents import PieceRecord
from transfer.errors import TransferFailed


class CheckedReader:
    """A file object for ``tarfile``; :meth:`check` raises :class:`TransferFailed` unless all bytes are those sent."""

    def __init__(self, name: str, chunks: Iterable[bytes], record: PieceRecord) -> None:
        self._name, self._record = name, record
        self._chunks: Iterator[bytes] = iter(chunks)
        self._rest = b""
        self._hash = sha256()
        self._bytes = 0

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes; fewer at the end only."""
        while len(self._rest) < size and (chunk := next(self._chunks, None)) is not None:
            self._hash.update(chunk)
            self._bytes += len(chunk)
            self._rest += chunk
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def check(self) -> None:
        """Reads what is left."""
        while self.read(1 << 20):
            pass
        if PieceRecord(self._bytes, self._hash.hexdigest()) != self._record:
            raise TransferFailed(f"the backup is damaged: {self._name} is not what was sent", "Restore another backup.")


def check_piece(name: str, chunks: Iterable[bytes], record: PieceRecord) -> None:
    """Raises :class:`TransferFailed` unless the bytes are those that were sent."""
    CheckedReader(name, chunks, record).check()


def extract_piece(name: str, chunks: Iterable[bytes], record: PieceRecord, directory: Path) -> None:
    """Writes the files below ``directory``; raises :class:`TransferFailed` for a damaged piece."""
    reader = CheckedReader(name, chunks, record)
    try:
        with tarfile.open(fileobj=reader, mode="r|") as archive:  # type: ignore[call-overload]
            for entry in archive:
                _extract(archive, entry, directory)
    except tarfile.TarError as exc:
        raise TransferFailed(f"the backup is damaged: {name} cannot be read: {exc}", "Restore another backup.") from exc
    reader.check()


def _extract(archive: tarfile.TarFile, entry: tarfile.TarInfo, directory: Path) -> None:
    place = directory / entry.name
    target = place.parent / entry.linkname if entry.issym() else place
    if not Path(os.path.normpath(target)).is_relative_to(directory):
        raise TransferFailed(f"the backup is damaged: {entry.name} lies outside of the data directory")
    place.parent.mkdir(parents=True, exist_ok=True)
    if entry.issym():
        place.symlink_to(entry.linkname)
        return
    content = archive.extractfile(entry)
    if content is None:
        raise TransferFailed(f"the backup is damaged: {entry.name} is no file")
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := content.read(1 << 20):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
