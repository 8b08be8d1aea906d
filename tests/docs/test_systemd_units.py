"""The units of docs/install.md are accepted by systemd itself."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "install.md"


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    units = dict(re.findall(r"```ini\n# \S+/(prm\S*)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL))
    assert set(units) == {"prm.service", "prm-tracker.socket", "prm-console.socket"}
    for name, text in units.items():
        # It checks that the program is there.
        (tmp_path / name).write_text(text.replace("/opt/prm/.venv/bin/prm", sys.executable))
    files = [str(tmp_path / name) for name in units]
    done = subprocess.run(["systemd-analyze", "verify", *files], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
