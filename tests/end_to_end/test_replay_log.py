"""An access log replayed into a running installation is stored once, visit for visit."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.running import RunningPrm

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
LINE = '203.0.113.{host} - - [17/May/2025:10:05:{second:02} +0000] "GET {path} HTTP/1.1" 200 512 "{referrer}" "{agent}"'


def write_log(path: Path) -> int:
    """A log with 60 good lines, of which ten are the same line, and two that are none; the number of good lines."""
    lines = [
        LINE.format(host=n, second=n, path=f"/page/{n}?ref=alice", referrer="https://blog.example/post", agent=AGENT)
        for n in range(50)
    ]
    lines += [LINE.format(host=9, second=1, path="/", referrer="-", agent="Slackbot 1.0")] * 10
    path.write_text("\n".join([*lines, "not a line of a log", ""]) + "\n\x00\n")
    return len(lines)


def replay(running: RunningPrm, site: dict[str, Any], log: Path, *options: str) -> str:
    """What the command prints."""
    return running.prm("replay-log", str(log), "--site", str(site["site_id"]), *options)


def test_accepted_equals_stored_equals_parsable_and_a_second_replay_stores_nothing(
    running: RunningPrm, tmp_path: Path
) -> None:
    site = running.create_site()
    key = site["secret_key"]
    good = write_log(tmp_path / "access.log")
    for expected_stored in (good, good):
        summary = json.loads(replay(running, site, tmp_path / "access.log", "--json"))
        assert (summary["parsable"], summary["accepted"]) == (good, good)
        assert running.wait_until_settled(key)["stored"] == expected_stored


def test_one_visit_is_one_click_and_the_same_line_of_two_servers_is_two(running: RunningPrm, tmp_path: Path) -> None:
    site = running.create_site()
    key = site["secret_key"]
    running.prm("partner", "create", "--site", str(site["site_id"]), "--code", "alice", "--name", "Alice")
    log = tmp_path / "access.log.gz"
    requests = [("/a?ref=alice", 301), ("/a/?ref=alice", 200), ("/app.css", 200), ("/a/?ref=alice", 304)]
    lines = [
        LINE.format(host=1, second=second, path=path, referrer="-", agent=AGENT).replace(" 200 ", f" {status} ")
        for second, (path, status) in enumerate(requests)
    ]
    log.write_bytes(gzip.compress("\n".join(lines).encode()))
    for server, expected_clicks in (("web1", 1), ("web2", 2), ("web1", 2)):
        replay(running, site, log, "--server", server)
        running.wait_until_settled(key)
        period = {"from": "2025-05-01", "to": "2025-06-01"}
        totals = running.ask("/api/v1/partners/stats", key, **period)["totals"]
        assert (totals["clicks"], totals["visitors"]) == (expected_clicks, 1)


def test_a_log_that_nobody_can_read_is_an_error_and_stores_nothing(running: RunningPrm, tmp_path: Path) -> None:
    site = running.create_site()
    (tmp_path / "access.log").write_text("what is this\n" * 3)
    with pytest.raises(RuntimeError, match=r"(?s)ended with 1: .*line 1 of access\.log is in no format that is known"):
        replay(running, site, tmp_path / "access.log")
    assert running.wait_until_settled(site["secret_key"])["accepted"] == 0
