"""Compares a table with the events of a scope, and writes what differs again.

A repair deletes the rows of the keys that differ and then writes them from the events. Killed in between, the next
comparison finds these rows missing.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from warehouse.interface import Parameters, Warehouse
from warehouse.upkeep.derived.scopes import Ids, Scope, make_ids_scope, write_chosen_events, write_named_rows
from warehouse.upkeep.derived.statements import (
    DAMAGED_KEYS,
    View,
    query_view,
    write_collection,
    write_comparison,
    write_completion,
    write_deletion,
    write_deletion_of_keys,
    write_groups,
    write_rows,
    write_search,
    write_selection,
)
from warehouse.upkeep.derived.tables import DERIVED_TABLES, STANDING, DerivedTable, Kind

_KEYS_OF_A_DELETION = 5_000


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many rows are expected and stored, and how many keys are missing, have no event, or have other values."""

    expected: int
    stored: int
    missing: int
    extra: int
    wrong: int

    @property
    def damaged(self) -> int:
        """How many keys differ."""
        return self.missing + self.extra + self.wrong

    def __add__(self, other: "Comparison") -> "Comparison":
        return Comparison(
            self.expected + other.expected,
            self.stored + other.stored,
            self.missing + other.missing,
            self.extra + other.extra,
            self.wrong + other.wrong,
        )


NOTHING = Comparison(0, 0, 0, 0, 0)


def compare_table(warehouse: Warehouse, table: DerivedTable, scope: Scope) -> Comparison:
    """What the table holds beside what the events say."""
    statement = write_comparison(write_groups(table, _query_view(warehouse, table), scope))
    [comparison] = warehouse.query(statement, scope.parameters).parse(Comparison)
    return comparison


def repair_table(
    warehouse: Warehouse, table: DerivedTable, scope: Scope, comparison: Comparison, cluster: str = ""
) -> None:
    """Writes again what ``comparison`` counted as damaged; nothing else may write these events meanwhile."""
    view = _query_view(warehouse, table)
    parameters = {**scope.parameters, "repair": secrets.randbits(63)}
    warehouse.execute(write_collection(write_groups(table, view, scope)), parameters)
    if scope.is_partial and comparison.extra:
        selected = {**parameters, "next": secrets.randbits(63)}
        warehouse.execute(write_selection(table, view), selected)
        parameters["repair"] = selected["next"]
    # What is merely too narrow becomes right by writing it again; it may hold what expired events said.
    if comparison.extra or (comparison.wrong and table.kind != Kind.REPEATABLE):
        _delete_damaged(warehouse, table, {"repair": parameters["repair"]}, cluster)
    warehouse.execute(write_completion(table, view, scope), parameters)


def repair_events(warehouse: Warehouse, ids: Ids) -> dict[str, Comparison]:
    """Makes every table agree with these events; returns what differed. Nothing may be writing any of their hours."""
    return repair_rows(warehouse, ids) | repair_sums(warehouse, ids)


def query_stored_events(warehouse: Warehouse, ids: Ids) -> list[str]:
    """Those of the ids that `events` or a table behind them names; the others change nothing in :func:`repair_rows`.

    A conversion is named by its first report alone. Where it counts a later one that every table has lost, it is folded
    again as soon as that one is stored again.
    """
    naming = (Kind.ROWS, Kind.FOLDED)
    conditions = [(table, write_named_rows(table, ids)) for table in DERIVED_TABLES if table.kind in naming]
    rows = warehouse.query(write_search(write_chosen_events(ids), conditions), ids.parameters)
    return [event_id for (event_id,) in rows.parse_tuples(tuple[str])]


def repair_rows(
    warehouse: Warehouse, ids: Ids, before_repair: Callable[[], None] = lambda: None, cluster: str = ""
) -> dict[str, Comparison]:
    """Makes the rows of every table but those of sums agree with these events; returns what differed.

    ``before_repair`` raises where somebody may still be writing them. What may be written twice is written again,
    which costs less than to compare it; what is folded is compared then, for it may count a report that is lost.
    """
    damaged: dict[str, Comparison] = {}
    for table in DERIVED_TABLES:
        scope = make_ids_scope(table, ids)
        if table.kind in (Kind.REPEATABLE, Kind.FOLDED):
            warehouse.execute(write_rows(table, _query_view(warehouse, table), scope), scope.parameters)
        if table.kind in (Kind.ROWS, Kind.FOLDED):
            damaged |= _repair_differences(warehouse, table, scope, before_repair, cluster)
    return damaged


def repair_sums(
    warehouse: Warehouse, ids: Ids, before_repair: Callable[[], None] = lambda: None
) -> dict[str, Comparison]:
    """Makes the sums of these events' hours agree with all events of the hours, of which nothing may be writing any."""
    damaged: dict[str, Comparison] = {}
    for table in DERIVED_TABLES:
        if table.kind == Kind.SUMS:
            damaged |= _repair_differences(warehouse, table, make_ids_scope(table, ids), before_repair, "")
    return damaged


def fold_missing(warehouse: Warehouse, site_id: int) -> None:
    """Writes the conversions of a site that have reports and do not stand."""
    [table] = (each for each in DERIVED_TABLES if each.name == STANDING)
    standing = ("select", table.id_column, "from", table.name, "where site_id = {site_id:UInt32}")
    missing = " ".join(("site_id = {site_id:UInt32} and", table.origin_id, "not in (", *standing, ")"))
    fill_table(warehouse, STANDING, missing, {"site_id": site_id})


def fill_table(warehouse: Warehouse, name: str, chosen: str, parameters: Parameters) -> None:
    """Writes the rows that a table's view makes of the chosen rows of its origin, beside those that are there."""
    [table] = (each for each in DERIVED_TABLES if each.name == name)
    scope = Scope(chosen, "true", parameters, finds_extra=False)
    warehouse.execute(write_rows(table, _query_view(warehouse, table), scope), parameters)


def _repair_differences(
    warehouse: Warehouse, table: DerivedTable, scope: Scope, before_repair: Callable[[], None], cluster: str
) -> dict[str, Comparison]:
    """What differed, by the table's name; empty where nothing did."""
    comparison = compare_table(warehouse, table, scope)
    if not comparison.damaged:
        return {}
    before_repair()
    repair_table(warehouse, table, scope, comparison, cluster)
    return {table.name: comparison}


def _query_view(warehouse: Warehouse, table: DerivedTable) -> View:
    return query_view(warehouse, table.name, table.view_prefix, table.origin)


def _delete_damaged(warehouse: Warehouse, table: DerivedTable, repair: Parameters, cluster: str) -> None:
    """On a cluster each replica deletes by itself, and may not have the list of keys yet: so keys are sent along."""
    if not cluster:
        warehouse.execute(write_deletion(table), repair)
        return
    keys = [str(key) for key in warehouse.query(DAMAGED_KEYS, repair).columns[0]]
    for start in range(0, len(keys), _KEYS_OF_A_DELETION):
        chosen = keys[start : start + _KEYS_OF_A_DELETION]
        warehouse.execute(write_deletion_of_keys(table, cluster), {"keys": chosen})
