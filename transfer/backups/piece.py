"""Some files as one object: a tar archive, made while it is sent."""

import tarfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from transfer.backups.contents import PieceRecord

CHUNK_BYTES = 1 << 20
_END = bytes(2 * tarfile.BLOCKSIZE)


@dataclass(frozen=True, slots=True)
class Piece:
    """Files with the places they belong to in a data directory; two pieces of the same name hold the same."""

    name: str
    files: Sequence[tuple[Path, Path]]


class PieceStream:
    """The bytes of a piece, and its record after the last of them."""

    def __init__(self, piece: Piece) -> None:
        self._piece = piece
        self._hash = sha256()
        self._bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in _archive(self._piece.files):
            self._hash.update(chunk)
            self._bytes += len(chunk)
            yield chunk

    @property
    def record(self) -> PieceRecord:
        """Of what was read so far."""
        return PieceRecord(self._bytes, self._hash.hexdigest())


def list_files(directory: Path, place: Path) -> list[tuple[Path, Path]]:
    """Everything below ``directory`` with its place below ``place``, without empty directories."""
    found = (path for path in sorted(directory.rglob("*")) if path.is_symlink() or path.is_file())
    return [(path, place / path.relative_to(directory)) for path in found]


def _archive(files: Iterable[tuple[Path, Path]]) -> Iterator[bytes]:
    for path, place in files:
        entry = tarfile.TarInfo(str(place))
        entry.mode = 0o600
        if path.is_symlink():
            entry.type, entry.linkname = tarfile.SYMTYPE, str(path.readlink())
            yield entry.tobuf()
            continue
        entry.size = path.stat().st_size
        yield entry.tobuf()
        yield from _read_file(path, entry.size)
    yield _END


def _read_file(path: Path, size: int) -> Iterator[bytes]:
    """As long as it was: a file of the spool may grow meanwhile."""
    left = size
    with path.open("rb") as file:
        while left:
            chunk = file.read(min(left, CHUNK_BYTES))
            if not chunk:
                raise OSError(f"{path} became shorter while it was read")
            left -= len(chunk)
            yield chunk
    yield bytes(-size % tarfile.BLOCKSIZE)
