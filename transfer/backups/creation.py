"""Sends what was gathered to the place of the backups, without what it has from earlier ones."""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version

from settings import BackupSettings
from transfer.backups.contents import BackupContents, PieceRecord
from transfer.backups.place import BackupPlace
from transfer.backups.snapshot import Snapshot, identify_installation
from transfer.errors import TransferFailed

# Raises what ends the backup.
Check = Callable[[], None]


def check_backup_possible(settings: BackupSettings) -> None:
    """Raises :class:`TransferFailed` where a store is a server."""
    if settings.clickhouse_url:
        raise TransferFailed("the warehouse is a server", "Use ClickHouse's own BACKUP and RESTORE there.")
    if settings.registry_url:
        raise TransferFailed(
            "the registry is a server", "Back it up with pg_dump, and everything else with PRM_REGISTRY_URL unset."
        )


def read_earlier_backups(settings: BackupSettings, place: BackupPlace) -> list[BackupContents]:
    """Raises :class:`TransferFailed` if the place has those of another installation."""
    earlier = [place.read_contents(name) for name in place.list_backups()]
    if any(each.installation != identify_installation(settings) for each in earlier):
        raise TransferFailed(f"{place.address} holds backups of another installation", "Name a place of its own.")
    return earlier


def name_backup(now: datetime) -> str:
    """Sorted by name backups are sorted by time."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H-%M-%S.%fZ")


def send_backup(
    settings: BackupSettings, place: BackupPlace, snapshot: Snapshot, name: str, made_at: datetime, check: Check
) -> tuple[BackupContents, int]:
    """The contents, which exist from now on, and the bytes that were sent; ``check`` is called between pieces."""
    known = place.list_known_pieces(read_earlier_backups(settings, place))
    pieces: dict[str, PieceRecord] = {}
    sent_bytes = 0
    for piece in snapshot.pieces:
        check()
        if piece.name not in known:
            pieces[piece.name] = place.write_piece(piece)
            sent_bytes += pieces[piece.name].bytes
        else:
            pieces[piece.name] = known[piece.name]
    contents = BackupContents(
        name=name,
        prm=version("prm"),
        made_at=made_at.isoformat(),
        installation=identify_installation(settings),
        rows=snapshot.rows,
        pieces=pieces,
        waiting_entries=snapshot.waiting_entries,
        spool_segments=snapshot.spool_segments,
    )
    place.write_contents(contents)
    return contents, sent_bytes
