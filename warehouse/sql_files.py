"""Reads statements from the ``.sql`` files beside the code that runs them."""

from functools import cache
from importlib import resources


@cache
def read_statement(package: str, name: str) -> str:
    """The text of ``name.sql`` in the package, like ``("reports.attribution", "credits")``, read once."""
    return (resources.files(package) / f"{name}.sql").read_text("utf-8")


def join_statements(*parts: tuple[str, str]) -> str:
    """One statement from several files named by package and name: shared CTEs first, then the select that uses them."""
    return "\n".join(read_statement(package, name) for package, name in parts)


def read_condition(package: str, name: str) -> str:
    """A part of a statement, without its comments, which would comment out what follows."""
    return "\n".join(line for line in read_statement(package, name).splitlines() if not line.startswith("--"))
