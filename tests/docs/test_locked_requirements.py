"""Image and CI install exact versions by their hashes, within the ranges that the library allows."""

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = {"image.txt": ("embedded", "postgresql", "geo", "s3"), "development.txt": ("embedded", "dev")}


@pytest.mark.parametrize("name", EXTRAS)
def test_every_package_is_locked_within_its_range(name: str) -> None:
    locked = read_lock(name)
    for requirement in map(Requirement, list_required(EXTRAS[name])):
        versions = locked[canonicalize_name(requirement.name)]
        assert any(requirement.specifier.contains(version) for version in versions), requirement


@pytest.mark.parametrize("name", EXTRAS)
def test_every_version_has_hashes(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements" / name).read_text("utf-8").strip())
    assert len(entries) > 30
    for entry in entries:
        assert re.match(r"[\w.\[\],-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_both_lock_the_same_versions() -> None:
    image, development = map(read_lock, EXTRAS)
    assert {name: versions for name, versions in development.items() if name in image} == {
        name: versions for name, versions in image.items() if name in development
    }


def test_the_image_installs_what_is_locked() -> None:
    text = (ROOT / "Dockerfile").read_text("utf-8")
    assert "--require-hashes --requirement requirements/image.txt" in text
    assert text.count("--no-deps") == len(re.findall(r"install [^\n]* \.(?: |$)", text, re.MULTILINE)) == 2


def read_lock(name: str) -> dict[str, set[str]]:
    """The versions of each package; some differ by platform."""
    locked: dict[str, set[str]] = {}
    text = (ROOT / "requirements" / name).read_text("utf-8")
    for package, version in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==(\S+)", text, re.MULTILINE):
        locked.setdefault(canonicalize_name(package), set()).add(version)
    return locked


def list_required(extras: Iterable[str]) -> list[str]:
    return [*PROJECT["dependencies"], *(each for extra in extras for each in PROJECT["optional-dependencies"][extra])]
