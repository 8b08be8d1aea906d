"""One statement out of several ``.sql`` files: shared CTEs first, then the select that reads them."""

from warehouse.sql_files import read_statement


def join_statement(*parts: tuple[str, str]) -> str:
    """The text of the files named by package and name, one after another."""
    return "\n".join(read_statement(package, name) for package, name in parts)
