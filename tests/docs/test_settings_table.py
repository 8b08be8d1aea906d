"""The README lists every environment variable with its default, and none that does not exist."""

import re
from pathlib import Path

from settings import (
    BackupSettings,
    ConsoleSettings,
    IngestSettings,
    RegistrySettings,
    TrackerSettings,
    Variable,
    WarehouseSettings,
    WorkerSettings,
    list_variables,
)

README = Path(__file__).parents[2] / "README.md"
KINDS = (
    TrackerSettings,
    IngestSettings,
    RegistrySettings,
    WarehouseSettings,
    WorkerSettings,
    ConsoleSettings,
    BackupSettings,
)


def test_the_readme_lists_every_variable_with_its_default_and_meaning() -> None:
    rows = dict(re.findall(r"^\| `(PRM_\w+)` \| (.*) \|$", README.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows == {each.name: describe(each) for kind in KINDS for each in list_variables(kind)}


def describe(variable: Variable) -> str:
    """The further cells of a variable's row."""
    default = f"`{variable.default}`" if variable.default else ""
    return f"{default} | {variable.help}{' (or `_FILE`)' if variable.secret else ''}"
