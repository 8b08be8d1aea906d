"""Removes the events of an import from every table; killed anywhere, it is completed when it is repeated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_condition, read_statement
from warehouse.upkeep.cluster_ddl import name_local, on_cluster
from warehouse.upkeep.derived.repair import fill_table, fold_missing
from warehouse.upkeep.derived.tables import STANDING, UNDONE_BATCH
from warehouse.upkeep.path_removal import remove_paths
from warehouse.upkeep.retention import find_events_since
from warehouse.upkeep.rollups import ROLLUPS, write_fill

PACKAGE = "warehouse.upkeep.undo"
# Table to the conditions of its rows, files of this folder. Every table of the migrations is here, in another constant
# of this module, or among those that a test names as none of an undo's concern.
CONDITIONS: Mapping[str, tuple[str, ...]] = {
    STANDING: ("by_conversion",),
    "conversion_facts": ("by_conversion",),
    "judged_conversions": ("by_conversion",),
    "conversion_drafts": ("by_conversion",),
    "conversion_clicks": ("by_conversion",),
    "conversion_reports": ("by_report",),
    "order_returns": ("by_event",),
    "click_facts": ("by_event",),
    "partner_days": ("by_day",),
    "findings": ("by_subject",),
    "marks": ("by_subject", "by_partner_month"),
    "decisions": ("by_subject",),
    "duplicates": ("by_import",),
}
# Tables whose rows several events may have made, with the columns of `events` that make one row: those rows go, and the
# events that are left make them again.
SHARED: Mapping[str, tuple[str, str]] = {
    "identities": ("by_pair", "visitor_id, customer_id"),
    "visitor_identities": ("by_moment", "visitor_id, timestamp"),
    "people": ("by_person", "customer_id, email_hash"),
}
_SETTINGS = "settings mutations_sync = 2, allow_nondeterministic_mutations = 1"
_OWN = "(select event_id from events_to_undo where site_id = {site_id:UInt32} and import_id = {import_id:String})"


@dataclass(frozen=True, slots=True)
class Batch:
    """An import as its events name it."""

    site_id: int
    import_id: str

    def parameters(self) -> Parameters:
        """Of every statement of an undo."""
        return {"site_id": self.site_id, "import_id": self.import_id}


def remove_import(warehouse: Warehouse, batch: Batch, cluster: str = "") -> dict[str, int]:
    """The rows removed from each table; ingest, fraud runs and the settler must be paused.

    What it removed stays recorded until :func:`forget_import`. Ids stay as a mark, which counts them as once stored and
    does not keep an event from being stored again.
    """
    since = find_events_since(warehouse) or datetime.fromtimestamp(0, UTC)
    parameters: Parameters = {**batch.parameters(), "since": since}
    warehouse.execute(read_statement(PACKAGE, "collect_events"), parameters)
    remove_paths(warehouse, batch.site_id, cluster)
    removed: dict[str, int] = {}
    for table, conditions in CONDITIONS.items():
        removed[table] = sum(delete_rows(warehouse, table, each, parameters, cluster) for each in conditions)
    for table, (condition, columns) in SHARED.items():
        removed[table] = delete_rows(warehouse, table, condition, parameters, cluster)
        fill_table(warehouse, table, _choose_others(columns), parameters)
    _mark_ids(warehouse, parameters, cluster)
    removed["events"] = delete_rows(warehouse, "events", "by_event", parameters, cluster)
    fold_missing(warehouse, batch.site_id)
    for rollup in ROLLUPS:
        removed[rollup] = delete_rows(warehouse, rollup, "by_hour", parameters, cluster)
        warehouse.execute(write_fill(warehouse, rollup, rollup, read_condition(PACKAGE, "by_hour")), parameters)
    return removed


def forget_import(warehouse: Warehouse, batch: Batch, cluster: str = "") -> None:
    """Ends an undo, of which nothing is left to do."""
    delete_rows(warehouse, "events_to_undo", "by_import", batch.parameters(), cluster)


def delete_rows(warehouse: Warehouse, table: str, condition: str, parameters: Parameters, cluster: str) -> int:
    """Returns their number when they are gone, on every replica of a cluster."""
    where = read_condition(PACKAGE, condition)
    count = warehouse.query(" ".join(("select count() from", table, where)), parameters).parse_value(int)
    if count:
        head = ("alter table", name_local(table, cluster), on_cluster(cluster), "delete", where)
        warehouse.execute(" ".join((*head, _SETTINGS)), parameters)
    return count


def _choose_others(columns: str) -> str:
    """The condition on `events` for those of others that make the same rows."""
    own = ("select", columns, "from events where site_id = {site_id:UInt32} and event_id in", _OWN)
    same = ("(", columns, ") in (", *own, ")")
    return " ".join(("site_id = {site_id:UInt32} and event_id not in", _OWN, "and", *same))


def _mark_ids(warehouse: Warehouse, parameters: Parameters, cluster: str) -> None:
    where = read_condition(PACKAGE, "by_id")
    head = ("alter table", name_local("event_ids", cluster), on_cluster(cluster), "update batch =", str(UNDONE_BATCH))
    warehouse.execute(" ".join((*head, where, _SETTINGS)), parameters)
