"""What a backup says of itself."""

from collections.abc import Mapping

import msgspec

from transfer.errors import TransferFailed


class PieceRecord(msgspec.Struct, frozen=True):
    """A piece as it was sent."""

    bytes: int
    sha256: str


class BackupContents(msgspec.Struct, frozen=True):
    """``made_at`` is ISO 8601, ``rows`` are those of each table, ``pieces`` by the name of their object."""

    name: str
    prm: str
    made_at: str
    # Distinguishes two installations that were given the same place.
    installation: str
    rows: Mapping[str, int]
    pieces: Mapping[str, PieceRecord]
    # Events that waited in Redis, by stream entries, and files of the spool.
    waiting_entries: int
    spool_segments: int

    @property
    def size_bytes(self) -> int:
        """Of all pieces, which other backups may share."""
        return sum(piece.bytes for piece in self.pieces.values())


def encode_contents(contents: BackupContents) -> bytes:
    """JSON."""
    return msgspec.json.format(msgspec.json.encode(contents), indent=1)


def decode_contents(name: str, value: bytes) -> BackupContents:
    """The inverse of :func:`encode_contents`; raises :class:`TransferFailed`."""
    try:
        return msgspec.json.decode(value, type=BackupContents)
    except msgspec.DecodeError as exc:
        raise TransferFailed(f"{name} is not a backup of prm: {exc}") from exc
