"""A materialised view has a version and never changes: a change is a new view beside or after the old one.

The engine gives a view that was changed in place another deduplication token after it is opened again, so a batch in
flight at that moment would be stored twice behind it.
"""

import re
from pathlib import Path

import pytest

import warehouse
from warehouse.upkeep.cluster_ddl import distribute_statement
from warehouse.upkeep.migration import read_migrations

ROOT = Path(warehouse.__file__).parent
STATEMENTS = [
    *((migration.name, text) for migration in read_migrations() for text in migration.statements),
    *((str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in sorted(ROOT.rglob("*.sql"))),
]
CODE = [(str(path.relative_to(ROOT)), path.read_text("utf-8")) for path in sorted(ROOT.rglob("*.py"))]
CREATED = re.compile(
    r"create\s+(?:or\s+replace\s+)?(?:materialized\s+)?view\s+(?:if not exists\s+)?(\w+)", re.IGNORECASE
)
CHANGED = re.compile(r"modify\s+query|create\s+or\s+replace\s+(?:materialized\s+)?view|modify\s+sql\s+security", re.I)


def test_every_view_has_a_version() -> None:
    names = {name for _, text in STATEMENTS for name in CREATED.findall(_strip_comments(text))}
    assert {"event_ids_v1", "orders_v1", "conversions_v1", "rollup_partner_hours_v1"} <= names
    assert [name for name in sorted(names) if not re.fullmatch(r"\w+_v\d+", name)] == []


@pytest.mark.parametrize(("name", "text"), [*STATEMENTS, *CODE], ids=[name for name, _ in [*STATEMENTS, *CODE]])
def test_no_view_is_changed_in_place(name: str, text: str) -> None:
    assert CHANGED.findall(_strip_comments(text)) == []


def test_no_version_of_a_view_is_created_twice() -> None:
    names = [name for migration in read_migrations() for each in migration.statements for name in CREATED.findall(each)]
    assert len(names) == len(set(names))


def test_a_view_can_be_dropped_on_a_cluster() -> None:
    assert distribute_statement("drop view if exists orders_v1", "shops") == [
        "drop view if exists orders_v1 on cluster shops sync"
    ]
    assert distribute_statement("drop view if exists orders_v1", "") == ["drop view if exists orders_v1"]


def _strip_comments(text: str) -> str:
    return re.sub(r"--[^\n]*", "", text)
