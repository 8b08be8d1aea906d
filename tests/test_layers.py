"""The import arrows between the packages are those of docs/architecture.md, and no two packages import each other."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# A row of the code map in docs/architecture.md: package, purpose, what it may import.
_ROW = re.compile(r"^\| `(\w+)` \| .+ \| (.+) \|$", re.MULTILINE)


def read_code_map() -> dict[str, set[str]]:
    """What each package may import; ``–`` means nothing, ``all`` every package."""
    _, code_map = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("## Code map")
    cells = dict(_ROW.findall(code_map))
    return {name: set(cells) if cell == "all" else set(cell.split(", ")) - {"–"} for name, cell in cells.items()}


MAY_IMPORT = read_code_map()
NEVER = {
    "events": {"starlette", "redis", "chdb", "clickhouse_driver"},
    "tracker": {"redis", "chdb", "clickhouse_driver", "geoip2", "maxminddb", "user_agents", "sqlalchemy"},
    "warehouse": {"starlette", "redis"},
    "ingest": {"starlette"},
    "registry": {"starlette"},
    "fraud": {"starlette"},
    "earnings": {"starlette", "redis", "chdb", "clickhouse_driver"},
    "reports": {"starlette"},
}
# Pure functions over frozen values: they open nothing, whatever stands beside them.
PURE = ("earnings/terms", "earnings/commissions", "earnings/ledger", "earnings/payouts", "earnings/statements")
OURS = set(MAY_IMPORT)


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_package_imports_only_what_its_layer_allows(package: str) -> None:
    for path in sorted((ROOT / package).rglob("*.py")):
        imported = {name.split(".")[0] for name in _imported_modules(path)}
        assert imported & OURS <= MAY_IMPORT[package] | {package}, path
        assert not imported & NEVER.get(package, set()), path


@pytest.mark.parametrize("folder", PURE)
def test_what_computes_money_knows_no_database(folder: str) -> None:
    for path in sorted((ROOT / folder).rglob("*.py")):
        imported = _imported_modules(path)
        assert not {name.split(".")[0] for name in imported} & {"sqlalchemy", "database"}, path
        assert not {name for name in imported if name.startswith(("earnings.storage", "earnings.payees"))}, path


def test_the_code_map_lists_exactly_the_packages_of_the_house() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert set(MAY_IMPORT) == packages - {"tests", "loadtest"}
    assert all(imported <= set(MAY_IMPORT) for imported in MAY_IMPORT.values())


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {_name_module(path): path for package in OURS for path in (ROOT / package).rglob("*.py")}
    left = {name: {m for m in _imported_modules(path) if m in modules and m != name} for name, path in modules.items()}
    while free := {name for name, needed in left.items() if not needed}:
        left = {name: needed - free for name, needed in left.items() if name not in free}
    assert not left


def test_no_rooms_of_the_reports_import_each_other_in_a_circle() -> None:
    rooms = {path.name: path for path in (ROOT / "reports").iterdir() if path.is_dir()}
    left = {name: _imported_rooms(path) & set(rooms) - {name} for name, path in rooms.items()}
    while free := {name for name, needed in left.items() if not needed}:
        left = {name: needed - free for name, needed in left.items() if name not in free}
    assert not left


def _imported_rooms(room: Path) -> set[str]:
    imported = {name for path in room.rglob("*.py") for name in _imported_modules(path)}
    return {name.split(".")[1] for name in imported if name.startswith("reports.")}


def _name_module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def _imported_modules(path: Path) -> frozenset[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)
