"""Texts of others as cells of CSV files that no spreadsheet runs as a formula.

A spreadsheet may also cut a cell where its own separator, a tab or a line break is, so what follows one is guarded too.
https://owasp.org/www-community/attacks/CSV_Injection
"""

import re

_FORMULA = r"[=+\-@\t\r\n＝＋－＠']"
_UNGUARDED = re.compile(rf"(^|[,;|\t\r\n])(?={_FORMULA})")
_GUARDED = re.compile(rf"(^|[,;|\t\r\n])'(?={_FORMULA})")


def guard_cell(text: str) -> str:
    """With an apostrophe in front of each sign that could begin a formula."""
    return _UNGUARDED.sub(r"\1'", text)


def unguard_cell(text: str) -> str:
    """The inverse of :func:`guard_cell`."""
    return _GUARDED.sub(r"\1", text) if "'" in text else text
