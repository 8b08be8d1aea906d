"""The command as a whole."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from cli.__main__ import main

COMMANDS = main.list_commands(main.make_context("prm", ["up"], resilient_parsing=True))
# It talks to a console over the network and may run anywhere.
WITHOUT_DIRECTORY = {"export-report"}


def test_every_command_has_a_one_line_description() -> None:
    shown = CliRunner().invoke(main, ["--help"], terminal_width=120).output
    commands = shown.partition("Commands:\n")[2].splitlines()
    assert len(commands) == len(COMMANDS)
    assert not [line for line in commands if line.endswith("...")]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_takes_a_data_directory(name: str) -> None:
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0
    assert name in WITHOUT_DIRECTORY or "--data-dir" in shown.output or "Commands:" in shown.output


def test_a_tracker_worker_imports_nothing_of_registry_and_warehouse() -> None:
    program = (
        "import sys, cli.__main__, cli.tracker, tracker.worker\n"
        "heavy = {'sqlalchemy', 'alembic', 'chdb', 'clickhouse_driver', 'user_agents', 'jinja2', 'redis', 'numpy'}\n"
        "print(heavy & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert shown.strip() == "set()"
