"""Takes a person out of every table, roll-ups included; begun again it finishes what an earlier try left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.cluster_ddl import name_local, on_cluster
from warehouse.upkeep.retention import MARGIN_DAYS, find_events_since
from warehouse.upkeep.rollups import ROLLUPS, write_filling

# Table to the condition of its rows, a file of this folder. Not here: `event_ids` and `orders`, which know ids of
# events and orders alone, so that a report that comes once more is not stored again.
CONDITIONS: Mapping[str, str] = {
    "conversions": "by_event",
    "order_refunds": "by_event",
    "click_facts": "by_event",
    "conversion_facts": "by_event",
    "conversion_drafts": "by_event",
    "conversion_clicks": "by_event",
    "identities": "by_person",
    "arrivals": "by_person",
    "touched": "by_person",
    "duplicates": "by_repeat",
    "findings": "by_subject",
    "marks": "by_subject",
    "decisions": "by_subject",
    "events": "by_event",
}
# Shorter ids stand by chance in other words; they are looked for as whole values only.
_LONG_ID = 12


@dataclass(frozen=True, slots=True)
class Person:
    """By which ids of a site somebody is known."""

    site_id: int
    visitors: frozenset[str]
    customers: frozenset[str]

    def parameters(self) -> Parameters:
        """As the statements name them."""
        return {"site_id": self.site_id, "visitors": sorted(self.visitors), "customers": sorted(self.customers)}


def find_person(warehouse: Warehouse, site_id: int, visitor_id: str = "", customer_id: str = "") -> Person:
    """One browser, or a customer with the browsers that are his alone; of shared ones only his own events are his."""
    if visitor_id:
        return Person(site_id, frozenset({visitor_id}), frozenset())
    asked: Parameters = {"site_id": site_id, "customer_id": customer_id}
    rows = warehouse.query(_read("person"), asked)
    return Person(site_id, frozenset(map(str, rows.columns[0])), frozenset({customer_id}))


def erase_person(warehouse: Warehouse, person: Person, cluster: str = "") -> dict[str, int]:
    """Removes all rows and makes the roll-ups of their hours anew; table to rows. Nothing may be ingested meanwhile.

    The hours of months whose events have expired stay as they are: they name nobody, and nothing could remake them.
    """
    since = find_events_since(warehouse, MARGIN_DAYS) or datetime.fromtimestamp(0, UTC)
    warehouse.execute(_read("collect"), {**person.parameters(), "since": since})
    removed = {table: _delete(warehouse, table, condition, person, cluster) for table, condition in CONDITIONS.items()}
    for rollup in ROLLUPS:
        removed[rollup] = _delete(warehouse, rollup, "by_hour", person, cluster)
        warehouse.execute(write_filling(warehouse, rollup, rollup, _read("by_hour")), {"site_id": person.site_id})
    _delete(warehouse, "erased_events", "by_event", person, cluster)
    return removed


def count_events(warehouse: Warehouse, person: Person) -> int:
    """How many events name the person."""
    return _count(warehouse, "events", "by_person", person)


def find_mentions(warehouse: Warehouse, person: Person) -> dict[str, int]:
    """Table to rows in which an id of the person still stands, in any column of text; none is as it should be.

    Reads every row of every table.
    """
    columns = warehouse.query(_read("text_columns")).dicts()
    mentions = {}
    for table, group in groupby(columns, key=lambda column: str(column["table"])):
        count = _count_mentions(warehouse, table, [(str(each["name"]), str(each["type"])) for each in group], person)
        if count:
            mentions[table] = count
    return mentions


def _count_mentions(warehouse: Warehouse, table: str, columns: Iterable[tuple[str, str]], person: Person) -> int:
    whole = sorted(person.visitors | person.customers)
    parts = [each for each in whole if len(each) >= _LONG_ID]
    conditions = " or ".join(_write_search(name, type_) for name, type_ in columns)
    statement = " ".join(("select count() from", table, "where", conditions))
    rows = warehouse.query(statement, {"whole": whole, "parts": parts})
    return rows.parse_value(int)


def _write_search(name: str, type_: str) -> str:
    values = (
        "mapValues(" + name + ")" if type_.startswith("Map") else name if type_.startswith("Array") else f"[{name}]"
    )
    text = "arrayMap(value -> toString(value), " + values + ")"
    inside = "arrayExists(value -> multiSearchAny(value, {parts:Array(String)}), " + text + ")"
    return "hasAny(" + text + ", {whole:Array(String)}) or notEmpty({parts:Array(String)}) and " + inside


def _delete(warehouse: Warehouse, table: str, condition: str, person: Person, cluster: str) -> int:
    """How many rows are gone."""
    count = _count(warehouse, table, condition, person)
    if count:
        warehouse.execute(write_deletion(table, _end(condition), cluster), person.parameters())
    return count


def write_deletion(table: str, condition: str, cluster: str = "") -> str:
    """The statement, which is answered when the rows are gone, on every replica of a cluster.

    What the conditions ask for does not change meanwhile, so every replica finds the same.
    """
    head = ("alter table", name_local(table, cluster), on_cluster(cluster), "delete", condition)
    return " ".join((*head, "settings mutations_sync = 2, allow_nondeterministic_mutations = 1"))


def _count(warehouse: Warehouse, table: str, condition: str, person: Person) -> int:
    rows = warehouse.query(" ".join(("select count() from", table, _end(condition))), person.parameters())
    return rows.parse_value(int)


def _end(condition: str) -> str:
    """Without its comment, which would swallow what follows."""
    return "\n".join(line for line in _read(condition).splitlines() if not line.startswith("--"))


def _read(name: str) -> str:
    return read_statement("warehouse.upkeep.erasure", name)
