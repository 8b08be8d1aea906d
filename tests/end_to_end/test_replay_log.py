"""An access log replayed into a running installation is stored once, line for line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.running import RunningPrm, run_prm

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
LINE = '203.0.113.{host} - - [17/May/2025:10:05:{second:02} +0000] "GET {path} HTTP/1.1" 200 512 "{referrer}" "{agent}"'


@pytest.fixture
def running(tmp_path: Path) -> Iterator[RunningPrm]:
    with run_prm(tmp_path / "data") as prm:
        yield prm


def write_log(path: Path) -> int:
    """A log with 60 good lines, of which ten are the same line, and two that are none; the number of good lines."""
    lines = [
        LINE.format(host=n, second=n, path=f"/page/{n}?ref=alice", referrer="https://blog.example/post", agent=AGENT)
        for n in range(50)
    ]
    lines += [LINE.format(host=9, second=1, path="/", referrer="-", agent="Slackbot 1.0")] * 10
    path.write_text("\n".join([*lines, "not a line of a log", ""]) + "\n\x00\n")
    return len(lines)


def test_accepted_equals_stored_equals_parsable_and_a_second_replay_stores_nothing(
    running: RunningPrm, tmp_path: Path
) -> None:
    key = running.create_site()["secret_key"]
    good = write_log(tmp_path / "access.log")
    for expected_stored in (good, good):
        summary = json.loads(running.prm("replay-log", str(tmp_path / "access.log"), "--json"))
        assert (summary["parsable"], summary["accepted"]) == (good, good)
        assert running.wait_until_settled(key)["stored"] == expected_stored
