"""A file is there whole or as it was before."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from settings.files import replace_file, write_file


def test_a_file_is_written_in_a_folder_that_was_missing(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.json"
    write_file(path, [b"one", b" two"], is_synced=True)
    assert path.read_bytes() == b"one two"
    assert os.listdir(path.parent) == ["b.json"]


def test_a_piece_that_fails_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    write_file(path, [b"old"])

    def fail() -> Iterator[bytes]:
        yield b"new"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_file(path, fail())
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["kept"]


def test_what_a_killed_writer_left_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".kept.draft").write_bytes(b"a longer one of before")
    write_file(tmp_path / "kept", [b"new"])
    assert os.listdir(tmp_path) == ["kept"]
    assert (tmp_path / "kept").read_bytes() == b"new"


def test_two_writers_have_drafts_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "shared"
    with replace_file(path, "1") as first, replace_file(path, "2") as second:
        assert first != second
        first.write_bytes(b"first")
        second.write_bytes(b"second")
    assert path.read_bytes() == b"first"
