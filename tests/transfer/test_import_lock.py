"""An import is sent or taken back by one command at a time."""

from pathlib import Path

import pytest

from transfer.errors import TransferFailed
from transfer.import_lock import hold_import


def test_another_command_does_not_get_it_until_the_first_has_ended(tmp_path: Path) -> None:
    with hold_import(tmp_path, "imp_1"):
        with pytest.raises(TransferFailed, match="imp_1 is still being sent"), hold_import(tmp_path, "imp_1"):
            pytest.fail("held twice")
        with hold_import(tmp_path, "imp_2"):
            pass
    with hold_import(tmp_path, "imp_1"):
        pass
    assert list((tmp_path / "backfill").iterdir()) == []


def test_a_file_that_a_killed_command_has_left_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "backfill").mkdir()
    (tmp_path / "backfill" / "imp_1.lock").touch()
    with hold_import(tmp_path, "imp_1"):
        pass
