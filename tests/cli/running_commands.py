"""Runs `prm` commands as processes of their own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Prm:
    """The command on one data directory."""

    data_dir: Path

    def run(self, *words: str, given: str = "", **environ: str) -> "subprocess.CompletedProcess[str]":
        """Exit status, standard output and standard error."""
        return subprocess.run(
            [sys.executable, "-m", "cli", *words, "--data-dir", str(self.data_dir)],
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, **environ},
        )

    def ask(self, *words: str, given: str = "") -> Any:
        """The JSON that a command prints."""
        finished = self.run(*words, "--json", given=given)
        assert finished.returncode == 0, finished.stderr
        return json.loads(finished.stdout)
