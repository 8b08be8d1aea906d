"""What waited before a worker began is in doubt, and of it only what may be stored is compared with the tables."""

from collections.abc import Sequence

import pytest

from ingest.enrich.lookups import Lookups
from ingest.entries import Entry
from ingest.recovery import Recovery
from ingest.storage import prepare_batch
from tests.ingest.builders import NOW_MS, count_rows, make_lookups
from tests.ingest.power_cut import make_batch, make_entries, make_mixture, sum_outcomes, write
from warehouse.interface import Columns, LimitedWarehouse, Limits, Parameters, Rows, Warehouse, WarehouseUnavailable
from warehouse.upkeep.derived.verification import make_plan, verify_only

# What only a comparison of events with a table behind them says.
_COMPARISON = "is_expected"
# The tables whose rows name events.
_NAMING = ("events", "event_ids", "conversion_reports", "standing_conversions", "order_returns", "duplicates")
_COUNTS = {"stored": 22, "duplicates": 1, "dead": 0}


class RecordingWarehouse:
    """The real warehouse, and which statements it was sent; ``after_insert`` of events may damage it and raise."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.sent: list[str] = []
        self.damage = ""
        self._warehouse = warehouse

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        self.sent.append(statement)
        self._warehouse.execute(statement, parameters)

    def insert(self, table: str, columns: Columns, token: str = "") -> None:
        self.sent.append(f"insert {table}")
        self._warehouse.insert(table, columns, token)
        if table == "events" and self.damage:
            damage, self.damage = self.damage, ""
            self._warehouse.execute(damage)
            raise WarehouseUnavailable("cut off")

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        self.sent.append(statement)
        return self._warehouse.query(statement, parameters)

    def limit(self, limits: Limits) -> LimitedWarehouse:
        return self._warehouse.limit(limits)

    def close(self) -> None:
        self._warehouse.close()

    def list_compared(self) -> list[str]:
        """The comparisons since the last call."""
        sent, self.sent = self.sent, []
        return [statement for statement in sent if _COMPARISON in statement]


@pytest.fixture(scope="module")
def lookups(tmp_path_factory: pytest.TempPathFactory) -> Lookups:
    return make_lookups(tmp_path_factory.mktemp("lookups"))


@pytest.fixture
def recording(warehouse: Warehouse) -> RecordingWarehouse:
    return RecordingWarehouse(warehouse)


def test_a_backlog_of_fresh_rows_is_not_compared(recording: RecordingWarehouse, lookups: Lookups) -> None:
    recovery = Recovery(is_alone=True)
    first, *others = _make_backlog(4)
    assert sum_outcomes([write(recording, lookups, first, in_doubt=True, recovery=recovery)]) == _COUNTS
    # The sums of its hours, which name no events: once.
    (sums,) = recording.list_compared()
    assert "rollup_partner_hours" in sums
    for entries in others:
        assert sum_outcomes([write(recording, lookups, entries, in_doubt=True, recovery=recovery)]) == _COUNTS
    assert recording.list_compared() == []
    _check_whole(recording, 4)


def test_a_backlog_of_which_some_is_stored_and_some_half_becomes_whole(
    recording: RecordingWarehouse, lookups: Lookups
) -> None:
    backlog = _make_backlog(6)
    for entries in backlog[:4]:
        write(recording, lookups, entries, in_doubt=False)
    # Of a batch `events` alone has lost its rows, of another the look-ups, of a third a part of both.
    batches = [make_batch(entries, in_doubt=False).batch_hash for entries in backlog]
    for statement in (
        f"alter table events delete where batch = {batches[1]}",
        f"alter table event_ids delete where batch = {batches[2]}",
        f"alter table events delete where batch = {batches[3]} and type = 'click'",
        f"alter table event_ids delete where batch = {batches[3]} and cityHash64(id) % 2 = 0",
        "alter table conversion_reports delete where cityHash64(event_id) % 3 = 0",
        "alter table standing_conversions delete where cityHash64(event_id) % 5 = 0",
        "alter table order_returns delete where cityHash64(event_id) % 3 = 1",
    ):
        recording.execute(f"{statement} settings mutations_sync = 2")
    recovery = Recovery(is_alone=True)
    outcomes = [write(recording, lookups, entries, in_doubt=True, recovery=recovery) for entries in backlog]
    assert [sum_outcomes([outcome]) for outcome in outcomes] == [_COUNTS] * 6
    _check_whole(recording, 6)


def test_of_a_batch_only_the_stored_rows_are_compared(recording: RecordingWarehouse, lookups: Lookups) -> None:
    recovery = Recovery(is_alone=True)
    (entries,) = _make_backlog(1)
    write(recording, lookups, entries[:1], in_doubt=False)
    asked: list[int] = []

    class Asked(RecordingWarehouse):
        def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
            if _COMPARISON in statement and "rollup" not in statement:
                asked.append(len(str((parameters or {})["event_ids"]).split(",")))
            return super().query(statement, parameters)

    write(Asked(recording), lookups, entries, in_doubt=True, recovery=recovery)
    assert asked
    assert set(asked) == {5}


def test_after_an_insert_that_failed_sums_are_compared_again(recording: RecordingWarehouse, lookups: Lookups) -> None:
    recovery = Recovery(is_alone=True)
    first, second, third = _make_backlog(3)
    write(recording, lookups, first, in_doubt=True, recovery=recovery)
    recording.damage = "truncate table rollup_partner_hours"
    with pytest.raises(WarehouseUnavailable):
        write(recording, lookups, second, in_doubt=False, recovery=recovery)
    recording.list_compared()
    for entries in (second, third):
        write(recording, lookups, entries, in_doubt=True, recovery=recovery)
    assert sum("rollup_partner_hours" in statement for statement in recording.list_compared()) > 0
    _check_whole(recording, 3)


def test_sums_of_events_that_every_other_table_lost_are_repaired(
    recording: RecordingWarehouse, lookups: Lookups
) -> None:
    (entries,) = _make_backlog(1)
    write(recording, lookups, entries, in_doubt=False)
    for table in _NAMING:
        recording.execute(f"truncate table {table}")
    write(recording, lookups, entries, in_doubt=True)
    _check_whole(recording, 1)


@pytest.mark.parametrize("kept", _NAMING[:-1])
def test_what_a_single_table_has_kept_is_compared(recording: RecordingWarehouse, lookups: Lookups, kept: str) -> None:
    (entries,) = _make_backlog(1)
    write(recording, lookups, entries, in_doubt=False)
    for table in _NAMING:
        if table != kept:
            recording.execute(f"truncate table {table}")
    recording.list_compared()
    write(recording, lookups, entries, in_doubt=True)
    assert any(" from event_ids " in statement for statement in recording.list_compared())
    _check_whole(recording, 1)


def test_where_others_may_write_the_whole_batch_is_compared_after_its_insert(
    recording: RecordingWarehouse, lookups: Lookups
) -> None:
    """Its token may be known to a table that has lost the rows, and has to stay: it keeps out who wakes up late."""
    recovery = Recovery(is_alone=False)
    (entries,) = _make_backlog(1)
    write(recording, lookups, entries, in_doubt=True, recovery=recovery)
    inserted = recording.sent.index("insert events")
    before, after = (
        [each for each in part if _COMPARISON in each]
        for part in (recording.sent[:inserted], recording.sent[inserted:])
    )
    assert before == []
    assert any(" from event_ids " in statement for statement in after)


def test_a_fresh_batch_waits_for_nobody(recording: RecordingWarehouse, lookups: Lookups) -> None:
    """Else one shard would be prepared only after another one is written."""
    recovery = Recovery(is_alone=True)
    first, second = _make_backlog(2)
    write(recording, lookups, first, in_doubt=True, recovery=recovery)
    waits: list[Sequence[Entry]] = []
    for entries in (second, first):
        batch = make_batch(entries, in_doubt=True)
        prepare_batch(batch, recording, lookups, recovery, lambda _: None, lambda: waits.append(entries))  # noqa: B023
    assert waits == [first]


def _make_backlog(batches: int) -> list[list[Entry]]:
    """Batches of 22 events to store and one duplicate, all in the same hours."""
    return [make_entries(make_mixture(1_000 * n, NOW_MS), first=1_000 * n) for n in range(1, batches + 1)]


def _check_whole(warehouse: Warehouse, batches: int) -> None:
    """Every event once, and every table what the events say."""
    assert count_rows(warehouse, "events") == 22 * batches
    assert count_rows(warehouse, "duplicates") == batches
    assert [each.table for each in verify_only(warehouse, make_plan(warehouse)) if each.damaged] == []
