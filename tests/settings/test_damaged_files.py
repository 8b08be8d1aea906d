"""What was put aside is found wherever it lies, described in a sentence for each store, and can be deleted."""

from pathlib import Path

import pytest

from settings.damaged_files import describe_damaged_files, list_damaged_files, remove_damaged_files

FILES = (
    "redis/damaged/20261129T031611.000000.appendonly.aof",
    "warehouse/store/abc/abc-def/detached/broken-on-start_all_1_1_0/data.bin",
    "warehouse/store/abc/abc-def/detached/broken-on-start_all_2_2_0/data.bin",
    "spool/0/7.damaged",
)
WHOLE = ("redis/appendonly.aof", "warehouse/store/abc/abc-def/all_1_1_0/data.bin", "spool/0/8.segment")


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    for name in (*FILES, *WHOLE):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def test_the_damaged_files_of_all_stores_are_listed(data_dir: Path) -> None:
    assert [each.store for each in list_damaged_files(data_dir)] == ["redis", "warehouse", "warehouse", "spool"]


def test_each_store_is_described_in_a_sentence(data_dir: Path) -> None:
    redis, warehouse, _ = describe_damaged_files(data_dir)
    assert redis.startswith("damaged files of Redis were put aside: 1, the last one at 20")
    assert warehouse.startswith("damaged files of the warehouse were put aside: 2, ")


def test_an_installation_without_damage_has_nothing_to_say(tmp_path: Path) -> None:
    assert describe_damaged_files(tmp_path) == []


def test_deleting_them_leaves_the_rest(data_dir: Path) -> None:
    assert remove_damaged_files(data_dir) == 4
    assert list_damaged_files(data_dir) == []
    assert all((data_dir / name).exists() for name in WHOLE)


def test_younger_ones_can_be_kept(data_dir: Path) -> None:
    assert remove_damaged_files(data_dir, older_than_days=1) == 0
    assert len(list_damaged_files(data_dir)) == 4
    assert (data_dir / FILES[0]).exists()
