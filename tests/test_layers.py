"""The import arrows between the packages are those of docs/architecture.md, and no two packages import each other."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOMAIN = {"settings", "events", "warehouse", "registry", "money", "buffer", "database"}
MAY_IMPORT = {
    "settings": set(),
    "events": set(),
    "money": {"settings"},
    "buffer": {"settings"},
    "database": {"settings"},
    "warehouse": {"settings", "events"},
    "snippet": set(),
    "tracker": {"settings", "events", "money", "snippet"},
    "ingest": {"settings", "events", "buffer", "warehouse"},
    "registry": {"settings", "events", "database", "buffer"},
    "fraud": DOMAIN,
    "reports": DOMAIN,
    "console": {*DOMAIN, "fraud", "reports"},
    "transfer": {"settings", "events", "warehouse", "registry", "buffer", "money"},
    "supervisor": {*DOMAIN, "tracker", "ingest", "fraud", "reports", "console", "demo"},
    "demo": {"settings", "registry", "database"},
}
NEVER = {
    "events": {"starlette", "redis", "chdb", "clickhouse_driver"},
    "tracker": {"redis", "chdb", "clickhouse_driver", "geoip2", "maxminddb", "user_agents", "sqlalchemy"},
    "warehouse": {"starlette", "redis"},
    "ingest": {"starlette"},
    "registry": {"starlette"},
    "fraud": {"starlette"},
    "reports": {"starlette"},
}
OURS = {*MAY_IMPORT, "cli"}


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_package_imports_only_what_its_layer_allows(package: str) -> None:
    for path in sorted((ROOT / package).rglob("*.py")):
        imported = {name.split(".")[0] for name in _imported_modules(path)}
        assert imported & OURS <= MAY_IMPORT[package] | {package}, path
        assert not imported & NEVER.get(package, set()), path


def test_every_package_of_the_house_has_its_layer_written_down() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - {"cli", "tests", "loadtest"} <= set(MAY_IMPORT)


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {_name_module(path): path for package in OURS for path in (ROOT / package).rglob("*.py")}
    left = {name: {m for m in _imported_modules(path) if m in modules and m != name} for name, path in modules.items()}
    while free := {name for name, needed in left.items() if not needed}:
        left = {name: needed - free for name, needed in left.items() if name not in free}
    assert not left


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
