"""After a power cut `prm up` starts by itself and says what was damaged; what it must not decide has one command."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from redis import Redis

from supervisor.redis_repair.layout import list_append_only_files
from tests.cli.command_runner import Prm, PrmHere
from tests.fixtures.redis import RedisProcess, run_redis
from tests.fixtures.running import run_prm

ZEROS = 3_000
ENTRIES = 20


@pytest.fixture
def data_dir() -> Iterator[Path]:
    # Not pytest's tmp_path: a unix socket's path may have 107 bytes only.
    with tempfile.TemporaryDirectory(prefix="prm-cut-") as place:
        yield Path(place)


def damage_in_the_middle(data_dir: Path) -> bytes:
    """A file with one command that cannot be read, many before and after it; returns it."""
    directory = data_dir / "redis"
    directory.mkdir(parents=True)
    server = RedisProcess(directory, "--appendfsync", "always")
    server.start()
    with Redis.from_url(server.url) as client:
        for number in range(ENTRIES):
            client.xadd("stream", {"e": f"number {number} {'x' * 100}"})
    server.stop()
    [file] = list_append_only_files(directory)
    file.write_bytes(file.read_bytes().replace(b"$109\r\nnumber 5 ", b"$999\r\nnumber 5 "))
    return file.read_bytes()


def test_an_installation_starts_after_a_power_cut_and_reports_what_it_put_aside(data_dir: Path) -> None:
    with run_prm(data_dir, "--workers", "1") as prm:
        key = prm.create_site()["secret_key"]
        prm.send(key, [{"type": "pageview", "visitor_id": "before"}])
        assert prm.wait_until_settled(key)["stored"] == 1
        assert read_notices(prm.console_url) == []
    [*_, file] = list_append_only_files(data_dir / "redis")
    with file.open("ab") as appended:
        appended.write(b"*5\r\n$4\r\nXADD" + bytes(ZEROS))
    with run_prm(data_dir, "--workers", "1") as prm:
        assert prm.wait_until_settled(key)["stored"] == 1
        [notice] = read_notices(prm.console_url)
        assert notice.startswith("damaged files of Redis were put aside: 1")
        assert 'prm_damaged_files{store="redis"} 1.0' in httpx2.get(prm.tracker_url + "/metrics").text
        shown = PrmHere(data_dir).run("doctor")
        assert f"!!  damages: {notice}" in shown.stdout
        assert "always: a power cut takes no accepted event" in shown.stdout
        [listed] = json.loads(prm.prm("repair", "list", "--json"))
        assert Path(listed["path"]).read_bytes() == b"*5\r\n$4\r\nXADD" + bytes(ZEROS)
        # It may hold what an erased person has sent.
        removed = json.loads(prm.prm("erase", "--visitor", "before", "--yes", "--json"))
        assert removed["damaged files"] == 1
        assert read_notices(prm.console_url) == []
    assert f"cut off {len(b'*5..$4..XADD') + ZEROS} bytes of {file} that were not synced" in read_log(data_dir)


def test_a_damage_that_no_power_cut_explains_stops_the_start_and_names_the_command(data_dir: Path) -> None:
    damaged = damage_in_the_middle(data_dir)
    failed = Prm(data_dir).run("up", "--tracker-port", "0", "--console-port", "0")
    assert failed.returncode == 1
    assert "the file of Redis is damaged" in failed.stderr
    assert f"Run `prm repair redis --yes --data-dir {data_dir}`" in failed.stderr
    repaired = PrmHere(data_dir).run("repair", "redis", "--yes")
    assert repaired.returncode == 0
    [copy] = (data_dir / "redis" / "damaged").iterdir()
    assert f"the damaged file is kept as {copy}" in repaired.stdout
    assert copy.read_bytes() == damaged
    # The installation that starts on a sound file is that of the test above.
    server = RedisProcess(data_dir / "redis", "--appendfsync", "always")
    server.start()
    with Redis.from_url(server.url) as client:
        assert client.xlen("stream") == ENTRIES - 1
    server.stop()


def test_a_repair_of_a_whole_file_changes_nothing(data_dir: Path) -> None:
    assert "nothing to repair" in PrmHere(data_dir).run("repair", "redis", "--yes").stdout


def test_a_repair_asks_first(data_dir: Path) -> None:
    damaged = damage_in_the_middle(data_dir)
    assert PrmHere(data_dir).run("repair", "redis", given="n\n").returncode == 1
    [file] = list_append_only_files(data_dir / "redis")
    assert file.read_bytes() == damaged


def test_a_redis_of_ones_own_is_repaired_where_it_runs(data_dir: Path) -> None:
    failed = Prm(data_dir).run("repair", "redis", "--yes", PRM_REDIS_URL="redis://somewhere:6379")
    assert "Repair it there" in failed.stderr


def test_discarding_deletes_what_was_put_aside(data_dir: Path) -> None:
    place = data_dir / "redis" / "damaged"
    place.mkdir(parents=True)
    (place / "20261129T031611.000000.appendonly.aof").touch()
    assert "damages: damaged files of Redis" in PrmHere(data_dir).run("doctor").stdout
    assert PrmHere(data_dir).run("repair", "discard", "--yes").stdout == "deleted: 1\n"
    assert "ok  damages: none" in PrmHere(data_dir).run("doctor").stdout


@pytest.mark.parametrize(
    ("level", "promise"),
    [
        ("always", "a power cut takes no accepted event"),
        ("everysec", "a power cut may take the accepted events of the last seconds"),
        ("no", "a power cut may take the accepted events of some 30 seconds"),
    ],
)
def test_the_doctor_says_what_a_redis_of_ones_own_promises(data_dir: Path, level: str, promise: str) -> None:
    for process in run_redis("--appendfsync", level, "--maxmemory-policy", "noeviction"):
        shown = PrmHere(data_dir).run("doctor", PRM_REDIS_URL=process.url)
    assert f"kept on disk, appendfsync {level}: {promise}" in shown.stdout


def read_notices(console_url: str) -> list[str]:
    notices: list[str] = httpx2.get(console_url + "/health/ready").json()["notices"]
    return notices


def read_log(data_dir: Path) -> str:
    return (data_dir / "up.log").read_text()
