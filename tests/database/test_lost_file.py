"""An SQLite file that is lost is neither made again, empty, nor written to any more; one that is locked says so."""

import sqlite3
from pathlib import Path

import pytest

from database.errors import DatabaseMissing, DatabaseUnavailable
from database.migration import migrate_database
from database.sessions import Sessions, begin_change, begin_read, open_sessions
from registry.sites import list_sites
from settings import RegistrySettings, read_settings


def open_registry(place: Path) -> Sessions:
    return open_sessions(read_settings(RegistrySettings, {"PRM_DATA_DIR": str(place)}))


def make_registry(place: Path) -> Sessions:
    sessions = open_registry(place)
    migrate_database(sessions.kw["bind"])
    sessions.kw["bind"].dispose()
    sessions = open_registry(place)
    count_sites(sessions)
    return sessions


def count_sites(sessions: Sessions) -> int:
    with begin_read(sessions) as session:
        return len(list_sites(session))


def lose(place: Path) -> None:
    for file in place.glob("registry.sqlite*"):
        file.rename(place / file.name.replace("registry", "moved"))


def test_a_file_that_is_deleted_while_open_is_noticed_and_not_made_again(tmp_path: Path) -> None:
    sessions = make_registry(tmp_path)
    lose(tmp_path)
    for _ in range(2):
        with pytest.raises(DatabaseMissing, match="deleted or exchanged while it was open"):
            count_sites(sessions)
        with pytest.raises(DatabaseMissing), begin_change(sessions):
            pass
    assert not (tmp_path / "registry.sqlite").exists()


def test_a_file_that_is_put_back_is_used_again(tmp_path: Path) -> None:
    sessions = make_registry(tmp_path)
    lose(tmp_path)
    with pytest.raises(DatabaseMissing):
        count_sites(sessions)
    for file in tmp_path.glob("moved.sqlite*"):
        file.rename(tmp_path / file.name.replace("moved", "registry"))
    assert count_sites(sessions) == 0


def test_a_file_that_was_lost_before_the_start_is_an_error_with_what_to_do(tmp_path: Path) -> None:
    make_registry(tmp_path).kw["bind"].dispose()
    lose(tmp_path)
    with pytest.raises(DatabaseMissing, match="is gone") as missing:
        make_registry(tmp_path)
    assert f"delete {tmp_path / 'registry.id'}" in missing.value.remedy
    (tmp_path / "registry.id").unlink()
    assert count_sites(make_registry(tmp_path)) == 0


def test_a_locked_database_is_unavailable_after_a_bounded_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("database.engine._BUSY_TIMEOUT_MS", 50)
    sessions = make_registry(tmp_path)
    with sqlite3.connect(tmp_path / "registry.sqlite", isolation_level=None) as other:
        other.execute("begin exclusive")
        with pytest.raises(DatabaseUnavailable, match="locked"), begin_change(sessions):
            pass
        fresh = open_registry(tmp_path)
        with pytest.raises(DatabaseUnavailable, match="locked"), begin_change(fresh):
            pass
        other.execute("rollback")
    with begin_change(fresh):
        pass


def test_what_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "registry.sqlite").write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(DatabaseUnavailable):
        count_sites(open_registry(tmp_path))
