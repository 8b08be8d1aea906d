"""The import arrows between the packages are those of docs/architecture.md."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "settings": set(),
    "events": set(),
    "snippet": set(),
    "tracker": {"settings", "events", "snippet"},
    "warehouse": {"settings", "events"},
    "buffer": {"settings"},
    "ingest": {"settings", "events", "warehouse", "buffer"},
    "registry": {"settings", "events"},
    "reports": {"settings", "events", "warehouse", "registry"},
    "demo": {"settings", "registry"},
}
NEVER = {
    "events": {"starlette", "redis", "chdb", "clickhouse_driver"},
    "tracker": {"redis", "chdb", "clickhouse_driver", "geoip2", "maxminddb", "user_agents", "sqlalchemy"},
    "warehouse": {"starlette", "redis"},
    "ingest": {"starlette"},
}
OURS = {*MAY_IMPORT, "cli"}


@pytest.mark.parametrize("package", sorted(MAY_IMPORT))
def test_a_package_imports_only_what_its_layer_allows(package: str) -> None:
    for path in sorted((ROOT / package).rglob("*.py")):
        imported = _imported_packages(path)
        assert imported & OURS <= MAY_IMPORT[package] | {package}, path
        assert not imported & NEVER.get(package, set()), path


def test_every_package_of_the_house_has_its_layer_written_down() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - {"cli", "tests", "loadtest"} <= set(MAY_IMPORT)


def _imported_packages(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names
