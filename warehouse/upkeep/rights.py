"""Which rights on a ClickHouse server a user lacks; docs/scale.md lists the grants."""

from collections.abc import Iterable

from warehouse.interface import StatementFailed, Warehouse
from warehouse.upkeep.derived.tables import DERIVED_TABLES, Kind

# What ingest writes, and what it writes to complete a batch that was stored in part.
INGEST_TABLES = (
    "events",
    "duplicates",
    *(table.name for table in DERIVED_TABLES if table.kind is not Kind.SUMS),
    "damaged_keys",
)
# What fraud runs, reviews, the allow list and the settler write.
CONSOLE_TABLES = (
    "run_arrivals",
    "click_facts",
    "conversion_drafts",
    "conversion_clicks",
    "conversion_facts",
    "partner_days",
    "judged_conversions",
    "findings",
    "marks",
    "decisions",
    "fraud_runs",
    "rule_sets",
    "allowances",
    "settled_paths",
    "settler_turns",
)


def list_missing_inserts(warehouse: Warehouse, tables: Iterable[str]) -> list[str]:
    """Of these tables those into which the user cannot insert: an insert of no rows is tried, which writes nothing."""
    return [table for table in tables if not _can_insert(warehouse, table)]


def _can_insert(warehouse: Warehouse, table: str) -> bool:
    try:
        warehouse.execute(" ".join(("insert into", table, "select * from", table, "limit 0")))
    except StatementFailed:
        return False
    return True
