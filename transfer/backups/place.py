"""Where the backups of one installation are kept: objects that never change, and the contents of each backup.

A backup exists from the moment its contents are written, which is the last thing that is written of it.
"""

from collections.abc import Iterable
from pathlib import Path

from transfer.backups.contents import BackupContents, PieceRecord, decode_contents, encode_contents
from transfer.backups.piece import Piece, PieceStream
from transfer.destinations import Destination, open_destination
from transfer.errors import TransferFailed

_SUFFIX = ".json"


class BackupPlace:
    """A folder, or an address that fsspec knows, like ``s3://bucket/backups``."""

    def __init__(self, address: str) -> None:
        self.address = address
        if "://" not in address:
            # It holds the secret of the installation.
            Path(address).mkdir(parents=True, exist_ok=True, mode=0o700)
        self._backups: Destination = open_destination(address, "backups")
        self._pieces: Destination = open_destination(address, "pieces")

    def list_backups(self) -> list[str]:
        """Their names, the oldest first."""
        return sorted(name.removesuffix(_SUFFIX) for name in self._backups.list_names() if name.endswith(_SUFFIX))

    def read_contents(self, name: str) -> BackupContents:
        """Raises :class:`TransferFailed` if there is no such backup."""
        try:
            return decode_contents(name, b"".join(self._backups.read(name + _SUFFIX)))
        except FileNotFoundError as exc:
            raise TransferFailed(f"{self.address} has no backup {name}", self._describe_backups()) from exc

    def read_latest(self) -> BackupContents:
        """The youngest backup; raises :class:`TransferFailed` if there is none."""
        names = self.list_backups()
        if not names:
            raise TransferFailed(f"{self.address} holds no backup of prm", "Name the place that `prm backup` wrote to.")
        return self.read_contents(names[-1])

    def write_contents(self, contents: BackupContents) -> None:
        """From then on the backup exists."""
        self._backups.write(contents.name + _SUFFIX, [encode_contents(contents)])

    def list_known_pieces(self, backups: Iterable[BackupContents]) -> dict[str, PieceRecord]:
        """What some backup names and the place still has: a killed backup's pieces are sent again."""
        present = self._pieces.list_names()
        return {name: piece for each in backups for name, piece in each.pieces.items() if name in present}

    def write_piece(self, piece: Piece) -> PieceRecord:
        """Sends it as a whole or not at all."""
        stream = PieceStream(piece)
        self._pieces.write(piece.name, stream)
        return stream.record

    def read_piece(self, name: str) -> Iterable[bytes]:
        """Raises :class:`TransferFailed` if it is missing."""
        try:
            yield from self._pieces.read(name)
        except FileNotFoundError as exc:
            raise TransferFailed(f"the backup is damaged: {name} is missing", "Restore another backup.") from exc

    def remove_old(self, keep: int) -> None:
        """Removes all but the youngest ``keep`` backups, then the pieces that none of those names."""
        names = self.list_backups()
        for name in names[:-keep]:
            self._backups.remove(name + _SUFFIX)
        kept = {piece for name in names[-keep:] for piece in self.read_contents(name).pieces}
        for name in self._pieces.list_names() - kept:
            self._pieces.remove(name)
        self._pieces.remove_drafts()

    def _describe_backups(self) -> str:
        return "It has: " + (", ".join(self.list_backups()) or "none")
