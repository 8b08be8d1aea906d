"""Compares all events with every table behind them, step by step, and repairs what differs where that is asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.derived.doubled_events import (
    compare_events,
    count_unrestored,
    remove_doubled_events,
    restore_events,
)
from warehouse.upkeep.derived.repair import NOTHING, Comparison, compare_table, repair_table
from warehouse.upkeep.derived.scopes import SLICE_ROWS, Scope, make_month_scope, make_slice_scope
from warehouse.upkeep.derived.tables import DERIVED_TABLES, DerivedTable
from warehouse.upkeep.months import Month
from warehouse.upkeep.path_removal import remove_all_paths
from warehouse.upkeep.retention import MARGIN_DAYS, find_events_since

EVENTS = "events"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a table holds of one month, or of all (``month`` is 0) where its rows do not say when they happened."""

    table: str
    month: int
    comparison: Comparison
    # What differs after a repair, and without one.
    damaged: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What to compare: complete months, and the number of slices of all; ``since``: when events have expired before."""

    months: list[Month]
    expired_months: list[int]
    slices: int
    since: datetime | None
    site_id: int | None = None
    # Then the tables without a moment are compared for the events of the months alone.
    is_of_one_month: bool = False

    def count_steps(self) -> int:
        """How many findings there will be, without one of a repair that was killed."""
        return len(self.months) + sum(len(_list_scopes(self, table)) for table in _COMPARED)


_COMPARED = tuple(table for table in DERIVED_TABLES if table.is_compared)


def make_plan(warehouse: Warehouse, site_id: int | None = None, month: int | None = None) -> Plan:
    """Everything, or one site or month of it."""
    since = find_events_since(warehouse, MARGIN_DAYS)
    first = since.year * 100 + since.month if since else 0
    rows = warehouse.query(read_statement("warehouse.upkeep.derived", "stored_months"))
    stored = [number for number in (row[0] for row in rows.parse_tuples(tuple[int])) if month in (None, number)]
    months = [Month(number, is_complete=True) for number in stored if number >= first]
    expired = [number for number in stored if number < first]
    events = warehouse.query("select count() from events").parse_value(int)
    return Plan(months, expired, max(1, -(-events // SLICE_ROWS)), since, site_id, month is not None)


def verify_only(warehouse: Warehouse, plan: Plan) -> Iterator[Finding]:
    """Compares, and changes nothing; what is written meanwhile may look like damage."""
    return _verify(warehouse, plan, None, "")


def verify_and_repair(
    warehouse: Warehouse, plan: Plan, check_paused: Callable[[], None], cluster: str = ""
) -> Iterator[Finding]:
    """Repairs each finding before the next one is looked for; ``check_paused`` raises if ingest may have resumed.

    Can be killed and repeated. The settler must be paused.
    """
    check_paused()
    restore_events(warehouse, cluster)

    def prepare() -> None:
        check_paused()
        # They may rest on what is wrong, which nobody finds any more once it is repaired.
        remove_all_paths(warehouse, cluster)

    return _verify(warehouse, plan, prepare, cluster)


def _verify(warehouse: Warehouse, plan: Plan, prepare: Callable[[], None] | None, cluster: str) -> Iterator[Finding]:
    for month in plan.months:
        yield _verify_events(warehouse, plan, month, prepare, cluster)
    if unrestored := count_unrestored(warehouse):
        yield Finding(EVENTS, 0, Comparison(unrestored, 0, unrestored, 0, 0), unrestored)
    for table in _COMPARED:
        for month_number, scopes in _list_scopes(plan, table):
            total, damaged = NOTHING, 0
            for scope in scopes:
                comparison, left = _verify_scope(warehouse, table, scope, prepare, cluster)
                total, damaged = total + comparison, damaged + left
            yield Finding(table.name, month_number, total, damaged)


def _verify_events(
    warehouse: Warehouse, plan: Plan, month: Month, prepare: Callable[[], None] | None, cluster: str
) -> Finding:
    found = left = compare_events(warehouse, month, plan.site_id)
    if found.damaged and prepare:
        prepare()
        remove_doubled_events(warehouse, month, cluster, plan.site_id)
        left = compare_events(warehouse, month, plan.site_id)
    return Finding(EVENTS, month.number, found, left.damaged)


def _list_scopes(plan: Plan, table: DerivedTable) -> list[tuple[int, list[Scope]]]:
    """By month where the table's rows say when they happened, else all in slices, as month 0."""
    if table.moment or plan.is_of_one_month:
        return [(month.number, [make_month_scope(table, month, plan.site_id)]) for month in plan.months]
    slices = range(plan.slices)
    return [(0, [make_slice_scope(table, each, plan.slices, plan.since, plan.site_id) for each in slices])]


def _verify_scope(
    warehouse: Warehouse, table: DerivedTable, scope: Scope, prepare: Callable[[], None] | None, cluster: str
) -> tuple[Comparison, int]:
    """What was found, and how much of it is left."""
    found = left = compare_table(warehouse, table, scope)
    if found.damaged and prepare:
        prepare()
        repair_table(warehouse, table, scope, found, cluster)
        left = compare_table(warehouse, table, scope)
    return found, left.damaged
