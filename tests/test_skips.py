"""What a test skips fails where the tools can be installed, except what `ALLOWED` names."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.fixtures.skips import ALLOWED, is_strict

SKIPPING = "import pytest\n\n\ndef test_it():\n    pytest.skip({!r})\n"


def run_pytest(directory: Path, reason: str, environ: dict[str, str], options: Sequence[str] = ()) -> tuple[int, str]:
    """The exit code and output of a run whose one test is skipped."""
    (directory / "test_it.py").write_text(SKIPPING.format(reason))
    command = [sys.executable, "-m", "pytest", "-ra", "-p", "tests.fixtures.skips", *options, str(directory)]
    places = {"PYTHONPATH": str(Path(__file__).parents[1]), "HOME": str(directory)}
    done = subprocess.run(
        command, cwd=directory, env={**places, **environ}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("options", [(), ("-n", "1")])
def test_a_skip_that_is_not_allowed_fails(tmp_path: Path, options: Sequence[str]) -> None:
    code, output = run_pytest(tmp_path, "nginx is not installed", {"CI": "1"}, options)
    assert code == 1
    assert "nginx is not installed; run: sh tests/install_tools.sh" in output


def test_an_allowed_skip_is_printed(tmp_path: Path) -> None:
    reason = next(iter(ALLOWED))
    code, output = run_pytest(tmp_path, reason, {"CI": "1"})
    assert code == 0
    assert reason in output


def test_a_laptop_skips_and_prints_it(tmp_path: Path) -> None:
    code, output = run_pytest(tmp_path, "nginx is not installed", {"PATH": str(tmp_path)})
    assert code == 0
    assert "nginx is not installed" in output


def test_strict_is_who_can_install_the_tools(tmp_path: Path) -> None:
    (tmp_path / "apt-get").touch(mode=0o755)
    assert is_strict({"CI": "1", "PATH": ""}, is_root=False)
    assert is_strict({"PATH": str(tmp_path)}, is_root=True)
    assert not is_strict({"PATH": str(tmp_path)}, is_root=False)
    assert not is_strict({"PATH": os.devnull}, is_root=True)
