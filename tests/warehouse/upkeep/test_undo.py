"""What an import said is removed from every table, and what others said stands as if it had never been there."""

import re
from typing import Any

import pytest

from ingest.duplicates.reports import ConversionKey
from ingest.folding import fold_conversions
from tests.fixtures.event_rows import at, event_id, make_event, store_duplicate, store_events
from warehouse.interface import StatementFailed, Warehouse
from warehouse.upkeep.derived.tables import ERASED_BATCH, UNDONE_BATCH
from warehouse.upkeep.derived.verification import make_plan, verify_only
from warehouse.upkeep.erasure import erase_person, find_person
from warehouse.upkeep.path_removal import PATH_TABLES
from warehouse.upkeep.required_tables import list_required_tables
from warehouse.upkeep.rollups import ROLLUPS, rebuild_rollups, sum_rollup
from warehouse.upkeep.undo.counts import count_imports
from warehouse.upkeep.undo.removal import CONDITIONS, SHARED, Batch, forget_import, remove_import
from warehouse.upkeep.undo.returned import query_returned, remove_returned

WRONG = Batch(1, "imp_wrong")
# Tables that hold nothing of an event, or only for a while, or are an undo's own.
_UNCONCERNED = {
    "allowances", "arrivals", "damaged_keys", "events_to_erase", "events_to_undo", "fraud_runs", "people_to_erase",
    "retention_settings", "rule_sets", "run_arrivals",
}  # fmt: skip
_ELSEWHERE = {"events", "event_ids", "rollup_partner_hours", *PATH_TABLES}


def store_all(warehouse: Warehouse) -> None:
    """Others' events, then an import's that shares visitors, customers, hours and an order with them."""
    money: dict[str, Any] = {"currency": "EUR"}
    wrong: dict[str, Any] = {"import_id": WRONG.import_id, "source": "import"}
    noon = at("2026-03-01T12:00")
    others = [
        make_event(1, noon, visitor_id="v1", ref="alice") | {"import_id": ""},
        make_event(2, noon, type="identify", visitor_id="v1", customer_id="anna") | {"import_id": ""},
        make_event(3, noon, type="sale", visitor_id="v1", order_id="o1", amount_minor=900, source="browser", **money)
        | {"import_id": ""},
    ]
    store_events(warehouse, others)
    later = at("2026-03-01T12:30")
    own = [
        make_event(11, later, visitor_id="v2", ref="alice") | wrong,
        make_event(12, at("2026-03-02"), type="identify", visitor_id="v1", customer_id="anna") | wrong,
        make_event(13, noon, type="sale", customer_id="anna", email_hash="hash", order_id="o1", amount_minor=9,
                   conversion_id=event_id(3), report_number=1, **money) | wrong,
        make_event(14, noon, type="sale", order_id="o2", amount_minor=8, customer_id="bert", email_hash="of-bert",
                   **money) | wrong,
        make_event(15, noon, type="refund", order_id="o1", amount_minor=1, **money) | wrong,
    ]  # fmt: skip
    for event in own:
        store_events(warehouse, [event])
    fold_conversions(warehouse, [ConversionKey(1, "o:o1", is_test=False)])
    store_duplicate(warehouse, own[3], 21, "order_stored", line='["returned"]', import_id="")
    store_duplicate(warehouse, own[3], 22, "order_stored", line='["own"]', import_id=WRONG.import_id)
    store_duplicate(warehouse, own[3], 23, "order_stored", line="", import_id="")
    for number in (3, 14):
        warehouse.insert(
            "decisions", {"site_id": [1], "subject_kind": ["conversion"], "subject_id": [event_id(number)]}
        )


def read_all(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of every table that undo concerns, as reports see them."""
    tables = sorted(({*CONDITIONS, *SHARED} | {"events"}) - {"duplicates", "decisions"})
    found = {}
    for table in tables:
        columns = "* except (batch)" if table in ("events", "conversion_reports") else "*"
        final = "" if table in ("events", "findings", "conversion_drafts", "conversion_clicks") else "final"
        rows = warehouse.query(" ".join(("select", columns, "from", table, final, "order by all")))
        found[table] = list(zip(*rows.columns, strict=True))
    return found


def query_standing(warehouse: Warehouse) -> list[tuple[str, str, int, int]]:
    rows = warehouse.query(
        "select order_id, toString(source), ifNull(amount_minor, 0), reports from standing_conversions final order by 1"
    )
    return rows.parse_tuples(tuple[str, str, int, int])


def list_damaged(warehouse: Warehouse) -> list[str]:
    return [each.table for each in verify_only(warehouse, make_plan(warehouse)) if each.damaged]


def test_every_table_is_as_if_the_import_had_never_been_there(each_warehouse: Warehouse) -> None:
    warehouse = each_warehouse
    store_all(warehouse)
    assert count_imports(warehouse, 1, [WRONG.import_id, "other"]) == {WRONG.import_id: (5, 1)}
    assert query_standing(warehouse) == [("o1", "import", 9, 2), ("o2", "import", 8, 1)]
    removed = remove_import(warehouse, WRONG)
    assert (removed["events"], removed["conversion_reports"], removed["order_returns"], removed["decisions"]) == (
        5, 2, 1, 1,
    )  # fmt: skip
    assert query_standing(warehouse) == [("o1", "browser", 900, 1)]
    undone = read_all(warehouse)
    assert list_damaged(warehouse) == []
    sums = {rollup: sum_rollup(warehouse, rollup) for rollup in ROLLUPS}
    assert sums["rollup_partner_hours"].clicks == 1
    assert rebuild_rollups(warehouse, lambda: None, lambda *_: None) == sums
    assert [line for page in query_returned(warehouse, WRONG) for line in page] == [b'["returned"]']
    assert remove_returned(warehouse, WRONG) == 1
    forget_import(warehouse, WRONG)
    assert warehouse.query("select count() from events_to_undo").parse_value(int) == 0
    assert list(warehouse.query("select line from duplicates").columns[0]) == [""]
    # The same events alone leave the same rows.
    for table in ("events", "conversion_reports", "standing_conversions", "order_returns", "identities", "people",
                  "visitor_identities"):  # fmt: skip
        rows = undone[table]
        assert not [row for row in rows if WRONG.import_id in map(str, row)]
    assert [row[1:3] for row in undone["identities"]] == [("v1", "anna")]
    assert undone["people"] == []
    assert len(undone["visitor_identities"]) == 1


def test_an_id_that_is_free_still_counts_as_once_stored(warehouse: Warehouse) -> None:
    store_all(warehouse)
    remove_import(warehouse, WRONG)
    rows = warehouse.query("select batch, count() from event_ids group by batch order by batch")
    assert rows.parse_tuples(tuple[int, int]) == [(0, 3), (UNDONE_BATCH, 5)]


def test_what_was_erased_stays_marked(warehouse: Warehouse) -> None:
    store_all(warehouse)
    erase_person(warehouse, find_person(warehouse, 1, customer_id="bert"))
    remove_import(warehouse, WRONG)
    for table in ("event_ids", "conversion_reports"):
        counted = "select count() from {table:Identifier} where batch = {batch:UInt64}"
        assert warehouse.query(counted, {"table": table, "batch": ERASED_BATCH}).parse_value(int) == 1


class Killed(Exception):
    """The process ended before a statement."""


class KilledWarehouse:
    """A warehouse that ends the process before the statement that follows a deletion or a mark."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._has_changed = False

    def execute(self, statement: str, parameters: Any = None) -> None:
        if self._has_changed:
            raise Killed
        self._has_changed = statement.startswith("alter table") and " update " not in statement
        self._warehouse.execute(statement, parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._warehouse, name)


def test_killed_between_any_two_statements_it_is_completed_by_the_next(warehouse: Warehouse) -> None:
    store_all(warehouse)
    kills = 0
    while True:
        killed: Any = KilledWarehouse(warehouse)
        try:
            remove_import(killed, WRONG)
            break
        except Killed:
            kills += 1
    assert kills >= 8
    assert query_standing(warehouse) == [("o1", "browser", 900, 1)]
    assert list_damaged(warehouse) == []
    assert len(list(query_returned(warehouse, WRONG))) == 1


def test_a_corrected_event_with_the_same_id_is_a_later_report_of_a_conversion_that_stood_meanwhile(
    warehouse: Warehouse,
) -> None:
    """The import was the first report, so the conversion has its event's id."""
    money: dict[str, Any] = {"type": "sale", "order_id": "o1", "currency": "EUR"}
    first = make_event(1, at("2026-03-01"), amount_minor=9, source="import", **money) | {"import_id": WRONG.import_id}
    server = make_event(2, at("2026-03-05"), amount_minor=900, conversion_id=event_id(1), report_number=1, **money)
    store_events(warehouse, [first])
    store_events(warehouse, [server | {"import_id": ""}])
    remove_import(warehouse, WRONG)
    forget_import(warehouse, WRONG)
    assert query_standing(warehouse) == [("o1", "server", 900, 1)]
    again = first | {"amount_minor": 90, "import_id": "imp_right", "conversion_id": event_id(1), "report_number": 2}
    store_events(warehouse, [again])
    fold_conversions(warehouse, [ConversionKey(1, "o:o1", is_test=False)])
    assert query_standing(warehouse) == [("o1", "server", 900, 2)]
    assert list_damaged(warehouse) == []


def test_every_table_of_the_migrations_is_known_to_an_undo() -> None:
    tables = {name for name in list_required_tables() if not re.search(r"_v\d+$", name)}
    assert tables == {*CONDITIONS, *SHARED} | _UNCONCERNED | _ELSEWHERE


def test_the_conditions_name_existing_columns(warehouse: Warehouse) -> None:
    with pytest.raises(StatementFailed):
        warehouse.query("select count() from events where no_such_column = 1")
    assert sum(remove_import(warehouse, WRONG).values()) == 0
