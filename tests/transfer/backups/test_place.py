"""A place keeps several backups of one installation, and each piece once; a folder and a bucket behave alike."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from settings import BackupSettings, read_settings
from tests.fixtures.bucket import name_server
from transfer.backups.creation import name_backup, send_backup
from transfer.backups.extraction import extract_piece
from transfer.backups.piece import Piece, list_files
from transfer.backups.place import BackupPlace
from transfer.backups.restoration import check_backup
from transfer.backups.snapshot import Snapshot
from transfer.errors import TransferFailed

START = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> BackupPlace:
    """An empty one of each kind."""
    for name, value in name_server(bucket).items():
        monkeypatch.setenv(name, value)
    return BackupPlace(str(tmp_path / "kept") if request.param == "folder" else f"s3://figures/{tmp_path.name}")


@pytest.fixture
def settings(tmp_path: Path) -> BackupSettings:
    """Of an installation."""
    return read_settings(BackupSettings, {"PRM_DATA_DIR": str(tmp_path), "PRM_SECRET": "ours"})


def send(settings: BackupSettings, place: BackupPlace, day: int, **files: str) -> int:
    """One backup of these files, a piece each; the bytes that were sent."""
    pieces = []
    for name, content in files.items():
        path = settings.data_dir / "files" / name / "content"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        pieces.append(Piece(name, list_files(path.parent, Path("warehouse", name))))
    made_at = START + timedelta(days=day)
    snapshot = Snapshot(tuple(pieces), {"events": day}, 0, 0)
    return send_backup(settings, place, snapshot, name_backup(made_at), made_at, lambda: None)[1]


def test_a_piece_that_the_place_has_is_not_sent_again(settings: BackupSettings, place: BackupPlace) -> None:
    assert send(settings, place, 1, a="one", b="two") > 0
    assert send(settings, place, 2, a="one", b="two") == 0
    assert 0 < send(settings, place, 3, a="one", c="x" * 100_000) < 110_000
    assert len(place.list_backups()) == 3
    for name in place.list_backups():
        check_backup(place, place.read_contents(name))


def test_old_backups_and_what_only_they_need_are_removed(settings: BackupSettings, place: BackupPlace) -> None:
    for day, files in enumerate(({"a": "one", "b": "two"}, {"b": "two", "c": "three"}, {"c": "three", "d": "four"})):
        send(settings, place, day, **files)
    place.remove_old(2)
    assert [place.read_contents(name).rows["events"] for name in place.list_backups()] == [1, 2]
    assert set(place.list_known_pieces(map(place.read_contents, place.list_backups()))) == {"b", "c", "d"}
    assert list(place.read_piece("b"))
    with pytest.raises(TransferFailed, match="a is missing"):
        list(place.read_piece("a"))


def test_the_files_come_back_where_they_belong(settings: BackupSettings, place: BackupPlace, tmp_path: Path) -> None:
    link = settings.data_dir / "files" / "a" / "link"
    link.parent.mkdir(parents=True)
    link.symlink_to("content")
    send(settings, place, 1, a="x" * 2_000_000)
    [(name, record)] = place.read_latest().pieces.items()
    extract_piece(name, place.read_piece(name), record, tmp_path / "new")
    assert (tmp_path / "new" / "warehouse" / "a" / "link").read_text() == "x" * 2_000_000


def test_a_piece_that_was_changed_or_cut_is_noticed(settings: BackupSettings, tmp_path: Path) -> None:
    place = BackupPlace(str(tmp_path / "kept"))
    send(settings, place, 1, a="one")
    contents = place.read_latest()
    piece = tmp_path / "kept" / "pieces" / "a"
    whole = piece.read_bytes()
    for number, damaged in enumerate((whole[:-1], whole.replace(b"one", b"two"), b"")):
        piece.write_bytes(damaged)
        with pytest.raises(TransferFailed, match="damaged"):
            check_backup(place, contents)
        with pytest.raises(TransferFailed, match="damaged"):
            extract_piece("a", place.read_piece("a"), contents.pieces["a"], tmp_path / str(number))


def test_a_backup_without_contents_is_none(settings: BackupSettings, place: BackupPlace) -> None:
    """The pieces of a killed backup: they are sent again, or removed with the next old ones."""

    def stop() -> None:
        raise TransferFailed("stopped")

    path = settings.data_dir / "content"
    path.write_text("one")
    place.write_piece(Piece("a", [(path, Path("content"))]))
    with pytest.raises(TransferFailed, match="no backup"):
        place.read_latest()
    snapshot = Snapshot((Piece("b", [(path, Path("content"))]),), {}, 0, 0)
    with pytest.raises(TransferFailed, match="stopped"):
        send_backup(settings, place, snapshot, "x", START, stop)
    assert place.list_backups() == []
    assert send(settings, place, 1, b="one") > 0
    place.remove_old(1)
    with pytest.raises(TransferFailed, match="missing"):
        list(place.read_piece("a"))


def test_two_installations_do_not_share_a_place(settings: BackupSettings, tmp_path: Path) -> None:
    place = BackupPlace(str(tmp_path / "kept"))
    send(settings, place, 1, a="one")
    with pytest.raises(TransferFailed, match="another installation"):
        send(replace(settings, secret="theirs"), place, 2, a="one")


def test_a_piece_cannot_leave_the_data_directory(settings: BackupSettings, tmp_path: Path) -> None:
    place = BackupPlace(str(tmp_path / "kept"))
    path = settings.data_dir / "content"
    path.write_text("one")
    record = place.write_piece(Piece("a", [(path, Path("../outside"))]))
    with pytest.raises(TransferFailed, match="outside of the data directory"):
        extract_piece("a", place.read_piece("a"), record, tmp_path / "new")
    assert not (tmp_path / "outside").exists()


def test_contents_of_another_kind_are_no_backup(tmp_path: Path) -> None:
    place = BackupPlace(str(tmp_path / "kept"))
    (tmp_path / "kept" / "backups" / "x.json").write_bytes(msgspec.json.encode({"rows": 1}))
    with pytest.raises(TransferFailed, match="is not a backup of prm"):
        place.read_latest()
