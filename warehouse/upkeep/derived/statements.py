"""The statements that compare a table with the events and write what differs again.

Of a table with another origin read that for "events".

What a table should hold is asked of its newest view's own select, so no rule of a view stands twice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.cluster_ddl import name_local, on_cluster
from warehouse.upkeep.derived.scopes import Scope
from warehouse.upkeep.derived.tables import DerivedTable

_FROM = r"\bFROM (?:\w+\.)?{0}(?:_local AS {0})?\b"
DAMAGED_KEYS = "select distinct hex(key) from damaged_keys where repair = {repair:UInt64}"
_WAIT = "settings mutations_sync = 2, allow_nondeterministic_mutations = 1"
_DAMAGED = "select key from damaged_keys where repair = {repair:UInt64}"


@dataclass(frozen=True, slots=True)
class View:
    """The select of a table's newest view, the table's columns, and what the view selects from."""

    select: str
    columns: str
    origin: str = "events"


def query_view(warehouse: Warehouse, table: str, view_prefix: str, origin: str = "events") -> View:
    """On a cluster the select is that of one server, over its own events."""
    rows = warehouse.query(read_statement("warehouse.upkeep", "rollup_view"), {"table": table, "views": view_prefix})
    return View(str(rows.columns[0][0]), ", ".join(cast(list[str], rows.columns[1][0])), origin)


def write_expected(view: View, events: str) -> str:
    """The select of the rows that the view makes of the events that fulfil the condition ``events``, of all servers."""
    # A function, because a replacement would read the escapes of the condition.
    selected = " ".join(("FROM (select * from", view.origin, "where", events, ") AS", view.origin))
    return re.sub(_FROM.format(view.origin), lambda _: selected, view.select)


def write_key(table: DerivedTable) -> str:
    """The expression that identifies a row or sum."""
    return f"sipHash128({', '.join(table.key)})"


def write_groups(table: DerivedTable, view: View, scope: Scope) -> str:
    """The select of each key: how many rows are expected and stored, and whether they differ."""
    columns = ", ".join((*table.key, *table.values))
    extra = "true" if scope.finds_extra else "false"
    expected = ("select", columns, ", true as is_expected from (", write_expected(view, scope.events), ")")
    stored = ("select", columns, ", false as is_expected from", table.rows, "where", scope.rows, "and", table.counted)
    damaged = f"if(expected_rows = 0, {extra}, stored_rows = 0 or {table.differs}) as is_damaged"
    head = (write_key(table), "as key, countIf(is_expected) as expected_rows, countIf(not is_expected) as stored_rows,")
    rows = (*expected, "where", scope.slice, "union all", *stored, "and", scope.slice)
    return " ".join(("select", *head, damaged, "from (", *rows, ") group by key"))


def write_search(chosen_events: str, conditions: Sequence[tuple[DerivedTable, str]]) -> str:
    """The select of the ids that `events` or one of these tables names under its condition, also where none counts."""
    sources = [("UUIDToNum(event_id)", "events", chosen_events)]
    sources += [(table.id_number, table.name, condition) for table, condition in conditions]
    selects = (" ".join(("select", number, "as number from", name, "where", rows)) for number, name, rows in sources)
    return " ".join(("select distinct UUIDNumToString(number) as event_id from (", " union all ".join(selects), ")"))


def write_comparison(groups: str) -> str:
    """One row: how many rows are expected and stored, and how many keys differ in which way."""
    counts = (
        "sum(expected_rows) as expected, sum(stored_rows) as stored,",
        "countIf(is_damaged and stored_rows = 0) as missing, countIf(is_damaged and expected_rows = 0) as extra,",
        "countIf(is_damaged and stored_rows > 0 and expected_rows > 0) as wrong",
    )
    return " ".join(("select", *counts, "from (", groups, ")"))


def write_collection(groups: str) -> str:
    """Records the keys that differ under the repair's number."""
    insert = "insert into damaged_keys (repair, key, is_expected) select {repair:UInt64}, key, expected_rows > 0 from ("
    return " ".join((insert, groups, ") where is_damaged"))


def write_selection(table: DerivedTable, view: View) -> str:
    """Records under ``next`` what is left of the repair without the rows that an event outside of its scope has."""
    key = write_key(table)
    known = ("select", key, "from (", write_expected(view, "true"), ") where", key, "in (", _DAMAGED, ")")
    insert = "insert into damaged_keys (repair, key, is_expected) select {next:UInt64}, key, is_expected"
    rest = "from damaged_keys where repair = {repair:UInt64} and (is_expected or key not in ("
    return " ".join((insert, rest, *known, "))"))


def write_deletion(table: DerivedTable) -> str:
    """Removes the rows of the damaged keys, and returns when they are gone."""
    chosen = ("and", write_key(table), "in (", _DAMAGED, ")")
    return " ".join(("alter table", table.name, "delete where", table.counted, *chosen, _WAIT))


def write_deletion_of_keys(table: DerivedTable, cluster: str) -> str:
    """Removes the rows of ``keys``, each as hexadecimal digits, on every server of a cluster."""
    head = ("alter table", name_local(table.name, cluster), on_cluster(cluster), "delete where", table.counted)
    return " ".join((*head, "and hex(", write_key(table), ") in {keys:Array(String)}", _WAIT))


def write_completion(table: DerivedTable, view: View, scope: Scope) -> str:
    """Writes the expected rows of the damaged keys."""
    return " ".join((write_rows(table, view, scope), "where", write_key(table), "in (", _DAMAGED, ")"))


def write_rows(table: DerivedTable, view: View, scope: Scope) -> str:
    """Writes the expected rows of the scope."""
    head = ("insert into", table.name, "(", view.columns, ") settings insert_deduplicate = 0")
    return " ".join((*head, "select", view.columns, "from (", write_expected(view, scope.events), ")"))
