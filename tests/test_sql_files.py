"""Every .sql file of the house says what it is for, in lower case, with named columns and typed parameters."""

import re
from pathlib import Path

from warehouse.upkeep.sql_script import split_statements

ROOT = Path(__file__).parent.parent
PACKAGES = ("warehouse", "ingest", "registry", "fraud", "reports", "console", "cli", "demo", "loadtest", "tests")
FILES = sorted(path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.sql"))
MIGRATIONS = Path("warehouse/migrations")
STATEMENTS = [path for path in FILES if path.parent != MIGRATIONS]

_NOT_SQL = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|\{[^}]*\}", re.DOTALL)
_SHOUTED = re.compile(
    r"\b(ALTER|AND|AS|BY|CASE|CREATE|DISTINCT|DROP|ELSE|END|ENGINE|EXISTS|FINAL|FROM|GROUP|HAVING|IF|IN|INNER|INSERT|INTO"
    r"|IS|JOIN|LEFT|LIKE|LIMIT|MATERIALIZED|NOT|NULL|ON|OR|ORDER|OVER|PARTITION|SELECT|SETTINGS|TABLE|THEN|UNION|USING"
    r"|VALUES|VIEW|WHEN|WHERE|WITH)\b"
)
_UNNAMED = re.compile(r"select\s+(distinct\s+)?(\w+\.)?\*|,\s*(\w+\.)?\*")
_PARAMETER = re.compile(r"\{[^}]*\}")
_TYPED_PARAMETER = re.compile(r"\{[a-z][a-z0-9_]*:[A-Z]\w*(\(.*\))?\}")
_MAY_RUN_TWICE = re.compile(
    r"create (table|view|materialized view|dictionary|function) if not exists\b"
    r"|drop (table|view|dictionary|function) if exists\b"
    r"|alter table \S+ (add (column|index|projection|constraint) if not exists|drop (column|index|projection) if exists"
    r"|modify|update|comment|rename column if exists|materialize)\b"
    r"|truncate table if exists\b"
    # In these tables rows of the same key are merged into one.
    r"|insert into (conversion_reports|standing_conversions|visitor_identities|people|order_returns)\b"
)


def test_a_file_begins_with_what_it_is_for() -> None:
    assert [path for path in FILES if not re.match(r"-- \S+", _read(path))] == []


def test_keywords_are_lower_case() -> None:
    assert [(path, *found) for path in FILES if (found := _SHOUTED.findall(_NOT_SQL.sub(" ", _read(path))))] == []


def test_columns_are_named() -> None:
    assert [path for path in FILES if _UNNAMED.search(_NOT_SQL.sub(" ", _read(path)))] == []


def test_values_are_typed_parameters() -> None:
    parameters = [(path, each) for path in FILES for each in _PARAMETER.findall(_without_comments(path))]
    assert [(path, each) for path, each in parameters if not _TYPED_PARAMETER.fullmatch(each)] == []


def test_a_file_beside_its_code_is_one_statement() -> None:
    assert [path for path in STATEMENTS if len(split_statements(_read(path))) != 1] == []


def test_a_migration_may_run_twice() -> None:
    migrations = [path for path in FILES if path.parent == MIGRATIONS]
    statements = [(path, _strip(each)) for path in migrations for each in split_statements(_read(path))]
    assert [(path, bare[:80]) for path, bare in statements if not _MAY_RUN_TWICE.match(bare)] == []


def test_the_files_are_found() -> None:
    assert MIGRATIONS / "0001_events.sql" in FILES


def _strip(statement: str) -> str:
    """Without comments, on one line."""
    return " ".join(re.sub(r"--[^\n]*", " ", statement).split())


def _without_comments(path: Path) -> str:
    return re.sub(r"--[^\n]*", " ", _read(path))


def _read(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
