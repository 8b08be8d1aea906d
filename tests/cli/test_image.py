"""The image has every extra that a command may ask for, and the ranges that `prm geo install` reads."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text("utf-8")


def test_every_extra_but_that_of_developers_is_installed() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"].keys()
    assert "--requirement requirements/image.txt" in DOCKERFILE
    [compiled] = re.findall(r"^\t\$\(COMPILE\) (.*) --output-file requirements/image.txt$", MAKEFILE, re.MULTILINE)
    assert set(re.findall(r"--extra (\w+)", compiled)) == extras - {"dev"}


def test_the_package_of_ranges_is_installed() -> None:
    assert re.search(r"apt-get install [^\n]*tor-geoipdb", DOCKERFILE)


def test_every_image_can_be_pinned_by_a_variable_that_the_makefile_writes() -> None:
    [listed] = re.findall(r"^IMAGES = (.*)$", MAKEFILE, re.MULTILINE)
    images = dict(each.split("=") for each in listed.split())
    assert dict(re.findall(r"\$\{([A-Z]+)_IMAGE:-([^}]+)\}", COMPOSE)) == images
    assert re.findall(r"image: (?!\"\$\{)", COMPOSE) == []
    assert re.findall(r"^ARG PYTHON_IMAGE=(.*)$", DOCKERFILE, re.MULTILINE) == [images["PYTHON"]]
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"${PYTHON_IMAGE}"}


def pin_images(tmp_path: Path, docker: str) -> subprocess.CompletedProcess[str]:
    """Runs the target with a stand-in for Docker: the registry of images is not reached from where tests run."""
    tools = tmp_path / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "docker").write_text(f"#!/bin/sh\n{docker}\n")
    (tools / "docker").chmod(0o755)
    shutil.copy(ROOT / "Makefile", tmp_path)
    # The suite itself is started by make, whose variables would have this one print what it enters and leaves.
    inherited = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    environ = {**inherited, "PATH": f"{tools}:{os.environ['PATH']}"}
    return subprocess.run(
        ["make", "pin-images"], cwd=tmp_path, env=environ, capture_output=True, text=True, check=False
    )


def test_the_digests_are_printed_and_written_beside_what_is_there(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PRM_TRACKER_SITE=t.shop.example\nREDIS_IMAGE=redis:7@sha256:old\n")
    pinned = pin_images(tmp_path, 'test "$1 $2 $3" = "buildx imagetools inspect" && echo "sha256:of-$4"')
    assert pinned.returncode == 0, pinned.stderr
    lines = (tmp_path / ".env").read_text().splitlines()
    assert lines[0] == "PRM_TRACKER_SITE=t.shop.example"
    assert lines[1:] == pinned.stdout.splitlines()
    assert lines[1:] == [
        "PYTHON_IMAGE=python:3.11-slim@sha256:of-python:3.11-slim",
        "CADDY_IMAGE=caddy:2@sha256:of-caddy:2",
        "REDIS_IMAGE=redis:7@sha256:of-redis:7",
        "CLICKHOUSE_IMAGE=clickhouse/clickhouse-server:25.8@sha256:of-clickhouse/clickhouse-server:25.8",
    ]
    assert sorted(each.name for each in tmp_path.iterdir()) == [".env", "Makefile", "tools"]


@pytest.mark.parametrize("docker", ["exit 1", "exit 0", 'test "$4" != redis:7 && echo sha256:of'])
def test_without_an_answer_nothing_changes(tmp_path: Path, docker: str) -> None:
    (tmp_path / ".env").write_text("A=1\n")
    assert pin_images(tmp_path, docker).returncode != 0
    assert (tmp_path / ".env").read_text() == "A=1\n"
    assert not (tmp_path / ".env.images").exists()
