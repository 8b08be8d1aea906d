"""The end of the dump at the head of an append-only file is found for keys of every type."""

import pytest

from supervisor.redis_repair.dump import DumpUnknown, find_dump_end
from tests.supervisor.redis_repair.conftest import Written

pytestmark = pytest.mark.redis_contract

SELECT = b"*2\r\n$6\r\nSELECT\r\n"


def test_the_commands_follow_the_dump(written: Written) -> None:
    [*bases] = written.directory.glob("appendonlydir/*.base.rdb")
    dump = (bases or [written.directory / "appendonly.aof"])[0].read_bytes()
    end = find_dump_end(dump)
    assert dump.startswith(b"REDIS")
    assert end == (dump.index(SELECT, end) if not bases else len(dump))


def test_a_dump_that_ends_in_the_middle_is_an_error(written: Written) -> None:
    [*bases] = written.directory.glob("appendonlydir/*.base.rdb")
    dump = (bases or [written.directory / "appendonly.aof"])[0].read_bytes()
    with pytest.raises(DumpUnknown):
        find_dump_end(dump[:5_000])


def test_a_file_without_a_dump_begins_with_its_commands() -> None:
    assert find_dump_end(SELECT) == 0
