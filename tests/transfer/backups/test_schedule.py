"""Backups follow one another by the age of the last one, whatever is started again in between."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from transfer.backups.record import BackupRecord, lock_backups, measure_age_seconds, read_record, write_record
from transfer.backups.schedule import choose_wait, repeat_backups
from transfer.errors import TransferFailed


def make_record(age: timedelta) -> BackupRecord:
    """Of a backup so long ago."""
    return BackupRecord(datetime.now(UTC) - age, "/kept", "name", 100, 10, 0.5)


@pytest.mark.parametrize(("age", "wait"), [(None, 0), (0, 60), (20, 40), (60, 0), (100, 0), (-1_000, 60)])
def test_the_next_one_is_due_when_the_last_is_old_enough(age: float | None, wait: float) -> None:
    assert choose_wait(age, 60) == wait


def test_the_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    assert read_record(tmp_path) is None
    record = make_record(timedelta(hours=3))
    write_record(tmp_path, record)
    assert read_record(tmp_path) == record
    assert (measure_age_seconds(tmp_path) or 0) >= 3 * 3600


def test_one_that_fails_does_not_end_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transfer.backups.schedule._FIRST_RETRY_SECONDS", 0.0)
    stop, made = threading.Event(), list[int]()

    def make_backup() -> None:
        made.append(len(made))
        if len(made) == 1:
            raise TransferFailed("no place")
        if len(made) == 2:
            write_record(tmp_path, make_record(timedelta(seconds=1)))
            return
        stop.set()

    repeat_backups(make_backup, tmp_path, 1, stop)
    assert made == [0, 1, 2]


def test_one_data_directory_makes_one_backup_at_a_time(tmp_path: Path) -> None:
    with lock_backups(tmp_path), pytest.raises(TransferFailed, match="is being made"), lock_backups(tmp_path):
        pytest.fail("two at once")
    with lock_backups(tmp_path):
        pass
