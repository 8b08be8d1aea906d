"""Reads the one statement of a ``.sql`` file that lies beside the code that asks it."""

from functools import cache
from importlib import resources


@cache
def read_statement(package: str, name: str) -> str:
    """The text of ``name.sql`` in the package, like ``("reports.attribution", "last_click")``, read once."""
    return (resources.files(package) / f"{name}.sql").read_text("utf-8")
