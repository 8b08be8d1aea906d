"""How many events of an import are stored, and how many were duplicates."""

from collections.abc import Sequence

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.undo.removal import PACKAGE


def count_imports(warehouse: Warehouse, site_id: int, import_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Import id to both; one of which nothing is stored is left out."""
    rows = warehouse.query(
        read_statement(PACKAGE, "count_import"), {"site_id": site_id, "import_ids": list(import_ids)}
    )
    return {
        import_id: (stored, duplicates) for import_id, stored, duplicates in rows.parse_tuples(tuple[str, int, int])
    }
