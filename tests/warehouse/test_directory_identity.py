"""A lost directory of the embedded warehouse is an error; a first one, and one that was put back, are not."""

import shutil
from pathlib import Path

import pytest

from warehouse.directory_identity import check_remembered, identify_directory, remember
from warehouse.interface import WarehouseMissing, WarehouseUnavailable


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory that holds tables."""
    return make_directory(tmp_path / "warehouse")


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    """Where its name is kept."""
    return tmp_path / "warehouse.id"


def make_directory(directory: Path) -> Path:
    (directory / "store").mkdir(parents=True)
    return directory


def test_a_first_directory_and_one_from_before_there_were_names_are_accepted(directory: Path, memory: Path) -> None:
    check_remembered(directory.with_name("nothing"), memory)
    check_remembered(directory, memory)
    remember(identify_directory(directory), memory)
    check_remembered(directory, memory)


def test_a_lost_directory_is_an_error_that_says_what_to_do(directory: Path, memory: Path) -> None:
    remember(identify_directory(directory), memory)
    shutil.rmtree(directory)
    for _ in range(2):
        with pytest.raises(WarehouseMissing, match="is gone") as missing:
            check_remembered(directory, memory)
        # What an engine makes of an empty directory before it has tables.
        directory.mkdir(exist_ok=True)
    assert f"delete {memory}" in missing.value.remedy
    memory.unlink()
    check_remembered(directory, memory)


def test_another_warehouse_in_its_place_is_an_error(directory: Path, memory: Path, tmp_path: Path) -> None:
    remember(identify_directory(directory), memory)
    identify_directory(make_directory(tmp_path / "other"))
    shutil.rmtree(directory)
    (tmp_path / "other").rename(directory)
    with pytest.raises(WarehouseMissing, match="another warehouse"):
        check_remembered(directory, memory)


def test_a_copy_of_the_tables_without_a_name_is_accepted(directory: Path, memory: Path) -> None:
    remember(identify_directory(directory), memory)
    shutil.rmtree(directory)
    make_directory(directory)
    check_remembered(directory, memory)
    remember(identify_directory(directory), memory)
    check_remembered(directory, memory)


def test_an_open_directory_that_is_exchanged_takes_nothing_more(directory: Path) -> None:
    identity = identify_directory(directory)
    identity.check()
    directory.rename(directory.with_name("moved"))
    with pytest.raises(WarehouseUnavailable, match="deleted or exchanged"):
        identity.check()
    identify_directory(make_directory(directory))
    with pytest.raises(WarehouseUnavailable):
        identity.check()
