"""The rights of the users that docs/scale.md creates; the embedded engine has no users of its own.

A user that is not named there may do everything.
"""

import re
from pathlib import Path

RECIPE = Path(__file__).parents[3] / "docs" / "scale.md"

_BLOCK = re.compile(r"```sql\n(.*?)```", re.DOTALL)
_GRANT = re.compile(r"grant\s+(.*?)\s+to (\w+);", re.DOTALL)
_RIGHT = re.compile(r"(\w+) on prm\.(\w+|\*)")
_WORD = re.compile(r"(?:\s|--[^\n]*\n)*(\w+)")
_INTO = re.compile(r"insert into (\w+)")
_DELETE = re.compile(r"alter table (\w+)\s+delete\b")
_READ = re.compile(r"\b(?:from|join) (\w+)")

Rights = frozenset[tuple[str, str]]


def read_recipe() -> str:
    """The statements of the recipe."""
    found = _BLOCK.search(RECIPE.read_text("utf-8"))
    assert found, "docs/scale.md has no recipe"
    return found[1]


def read_rights(user: str) -> Rights | None:
    """Pairs of a privilege and its table; None for a user that the recipe does not name."""
    grants = [grant for grant, to in _GRANT.findall(read_recipe()) if to == user]
    return frozenset(_RIGHT.findall(" ".join(grants))) if grants else None


def find_missing(rights: Rights, statement: str) -> str:
    """The first right that the statement needs and the user lacks; empty if none."""
    found = _WORD.match(statement)
    word = found[1] if found else ""
    if ("all", "*") in rights:
        return ""
    deleted = [("delete", table) for table in _DELETE.findall(statement)]
    if word not in ("select", "with", "describe", "insert") and not deleted:
        return word
    wanted = deleted + [("insert", table) for table in _INTO.findall(statement)]
    if not rights & {("select", "*")}:
        wanted += [("select", table) for table in _READ.findall(statement)]
    return next((" on ".join(right) for right in wanted if right not in rights), "")
