"""A file that a power cut tore is cut to its last whole command; any other damage stops the start."""

import re
import shutil
from pathlib import Path

import pytest

from supervisor.errors import StartFailed
from supervisor.redis_repair.commands import scan_commands
from supervisor.redis_repair.dump import find_dump_end
from supervisor.redis_repair.layout import list_append_only_files
from supervisor.redis_repair.repair import cut_unsynced_tails, leave_out_unreadable
from tests.supervisor.redis_repair.conftest import ENTRIES, Written

pytestmark = pytest.mark.redis_contract

BLOCK = 4096
WHOLE = {"entries": ENTRIES, "counted": ENTRIES}


def list_ends(data: bytes) -> list[int]:
    """Where whole commands and transactions end, found without the code under test."""
    begin = find_dump_end(data)
    ends, in_transaction = [begin], False
    for command in split_commands(data[begin:]):
        name = command.split(b"\r\n")[2].upper()
        begin += len(command)
        in_transaction = name == b"MULTI" or (in_transaction and name != b"EXEC")
        if not in_transaction:
            ends.append(begin)
    return ends


def split_commands(data: bytes) -> list[bytes]:
    return re.findall(rb"\*\d+\r\n\$.*?(?=\*\d+\r\n\$|\Z)", data, re.DOTALL)


def copies(written: Written) -> list[Path]:
    return sorted((written.directory / "damaged").glob("*"))


def test_a_whole_file_stays_as_it_is(written: Written) -> None:
    before = written.file.read_bytes()
    cut_unsynced_tails(written.data_dir)
    assert written.file.read_bytes() == before
    assert copies(written) == []
    assert written.load() == WHOLE


def test_a_file_torn_at_any_byte_of_its_last_commands_is_cut_to_the_last_whole_one(written: Written) -> None:
    data = written.file.read_bytes()
    ends = list_ends(data)
    for size in range(ends[-4] + 1, len(data)):
        written.file.write_bytes(data[:size])
        cut_unsynced_tails(written.data_dir)
        expected = max(end for end in ends if end <= size)
        assert written.file.stat().st_size == expected
        assert [copy.read_bytes() for copy in copies(written)] == ([data[expected:size]] if size > expected else [])
        shutil.rmtree(written.directory / "damaged", ignore_errors=True)


@pytest.mark.parametrize("lost", [1, 40, 200, 2_000])
def test_redis_loads_what_is_left_of_a_torn_file(written: Written, lost: int) -> None:
    data = written.file.read_bytes()
    written.file.write_bytes(data[:-lost])
    cut_unsynced_tails(written.data_dir)
    loaded = written.load()
    assert loaded["entries"] == loaded["counted"] <= ENTRIES


@pytest.mark.parametrize("zeros", [1, 2, 63, 64, 1_000, BLOCK, 10_000, 5_000_000])
@pytest.mark.parametrize("lost", [0, 30])
def test_zeros_at_the_end_are_cut_off(written: Written, zeros: int, lost: int) -> None:
    data = written.file.read_bytes()
    kept = data[: len(data) - lost]
    written.file.write_bytes(kept + bytes(zeros))
    cut_unsynced_tails(written.data_dir)
    expected = max(end for end in list_ends(data) if end <= len(kept))
    assert written.file.read_bytes() == data[:expected]
    assert copies(written)[0].read_bytes() == kept[expected:] + bytes(zeros)
    assert written.load()["entries"] == ENTRIES


def test_blocks_that_were_never_written_end_the_file_though_later_ones_were(written: Written) -> None:
    data = bytearray(written.file.read_bytes())
    ends = list_ends(bytes(data))
    middle = (len(data) + ends[0]) // 2
    hole = middle // BLOCK * BLOCK
    first = max(hole, ends[0] + 1)
    data[first : hole + BLOCK] = bytes(hole + BLOCK - first)
    written.file.write_bytes(data)
    cut_unsynced_tails(written.data_dir)
    assert written.file.stat().st_size == max(end for end in ends if end <= first)
    loaded = written.load()
    assert loaded["entries"] == loaded["counted"] < ENTRIES


def test_a_damage_with_readable_commands_behind_it_stops_the_start_and_changes_nothing(written: Written) -> None:
    damaged = damage_in_the_middle(written)
    with pytest.raises(StartFailed, match="the file of Redis is damaged") as failed:
        cut_unsynced_tails(written.data_dir)
    assert f"prm repair redis --yes --data-dir {written.data_dir}" in failed.value.remedy
    assert written.file.read_bytes() == damaged
    assert copies(written) == []


def test_a_hole_with_entries_of_a_later_hour_behind_it_stops_the_start(written: Written) -> None:
    data = written.file.read_bytes()
    ends = list_ends(data)
    later = re.sub(rb"\r\n(\d{13})-", lambda found: b"\r\n%d-" % (int(found[1]) + 3_600_000), data[ends[-9] :])
    start = ends[-10]
    padding = -start % BLOCK
    written.file.write_bytes(data[:start] + bytes(padding + BLOCK) + later)
    with pytest.raises(StartFailed):
        cut_unsynced_tails(written.data_dir)


def test_the_repair_leaves_out_only_what_is_unreadable_and_keeps_the_whole_file(written: Written) -> None:
    damaged = damage_in_the_middle(written)
    [(damage, left_out, copy)] = leave_out_unreadable(written.data_dir)
    assert copy.read_bytes() == damaged
    assert 0 < left_out == len(damaged) - written.file.stat().st_size
    assert damage.file == written.file
    cut_unsynced_tails(written.data_dir)
    loaded = written.load()
    assert loaded["entries"] == ENTRIES - 1


def test_a_server_killed_while_it_writes_leaves_nothing_to_repair(written: Written) -> None:
    scan = scan_commands(written.file.read_bytes(), find_dump_end(written.file.read_bytes()))
    assert (scan.end, scan.problem) == (written.file.stat().st_size, "")


def test_a_directory_without_a_file_needs_no_repair(data_dir: Path) -> None:
    cut_unsynced_tails(data_dir)
    assert list_append_only_files(data_dir / "redis") == []
    assert leave_out_unreadable(data_dir) == []


def damage_in_the_middle(written: Written) -> bytes:
    """One wrong byte in the length of an entry, far before the end."""
    data = bytearray(written.file.read_bytes())
    at = data.index(b"number 5 ") - len("$44\r\n")
    assert data[at : at + 2] == b"$4"
    data[at + 1 : at + 2] = b"9"
    written.file.write_bytes(data)
    return bytes(data)
