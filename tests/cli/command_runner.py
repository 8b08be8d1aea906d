"""Runs `prm` commands, as processes of their own or, where a start-up of a second each is too much, in this process."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from cli.__main__ import main


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
            timeout=300,
            check=False,
            env={**os.environ, **environ},
        )

    def ask(self, *words: str, given: str = "") -> Any:
        """The JSON that a command prints."""
        finished = self.run(*words, "--json", given=given)
        assert finished.returncode == 0, finished.stderr
        return json.loads(finished.stdout)


class PrmHere(Prm):
    """Runs a command in this process: for those that open neither an embedded warehouse nor a server."""

    __slots__ = ()

    def run(self, *words: str, given: str = "", **environ: str) -> "subprocess.CompletedProcess[str]":
        """Exit status, standard output and standard error."""
        line = [*words, "--data-dir", str(self.data_dir)]
        ended = CliRunner().invoke(main, line, input=given, env=environ, prog_name="prm", catch_exceptions=False)
        return subprocess.CompletedProcess(line, ended.exit_code, ended.stdout, ended.stderr)
