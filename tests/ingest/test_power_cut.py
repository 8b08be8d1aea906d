"""Whatever a power cut leaves of a batch, its recovery leaves exactly the rows and sums of a single write."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations

import pytest

from ingest.enrich.lookups import Lookups
from ingest.entries import Entry
from tests.fixtures.warehouse import empty_tables
from tests.ingest.builders import NOW_MS, count_rows, make_lookups
from tests.ingest.power_cut import (
    TABLES,
    cut_power,
    drop_copies,
    keep_copies,
    make_entries,
    make_mixture,
    read_contents,
    sum_outcomes,
    write,
)
from warehouse.interface import Warehouse
from warehouse.upkeep.derived.latest import repair_latest
from warehouse.upkeep.derived.verification import make_plan, verify_only

Contents = dict[str, list[tuple[object, ...]]]

DERIVED = TABLES[1:-1]
LATER_MS = 600_000
# What decides about later reports is kept in part too.
PAIRED = ("event_ids", "conversion_reports", "standing_conversions", "order_returns")
# With ``duplicates``, which is written before, kept in every second of them.
# None or one of the tables kept, or two of some, one lost, and all; the power drill tries the others by chance.
SUBSETS = [
    (*events, *derived, *(["duplicates"] if len(derived) % 2 else []))
    for events in ((), ("events",))
    for derived in chain(
        *(combinations(DERIVED, size) for size in (0, 1, len(DERIVED) - 1, len(DERIVED))), combinations(PAIRED, 2)
    )
]
# One table alone kept or lost, none, and all.
FEW = [(), TABLES, *((table,) for table in TABLES), *(tuple(t for t in TABLES if t != lost) for lost in TABLES)]
# The suite tries these with each test, and the loss of each table alone with the first; `make test-slow` tries all.
ALWAYS = [(), ("events",), TABLES, TABLES[1:]]


def _choose(points: Iterable[Collection[str]], always: Collection[Collection[str]]) -> list[pytest.ParameterSet]:
    """All points; those that are not in ``always`` are left to `make test-slow`."""
    return [pytest.param(each, marks=() if each in always else pytest.mark.slow, id="+".join(each)) for each in points]


# With and without the events each other table alone is lost, or all are.
FIRST = [each for each in SUBSETS if len(set(DERIVED) - {*each}) in (0, 1, len(DERIVED))]


@pytest.fixture(scope="module")
def lookups(tmp_path_factory: pytest.TempPathFactory) -> Lookups:
    return make_lookups(tmp_path_factory.mktemp("lookups"))


@dataclass(frozen=True, slots=True)
class Written:
    """An earlier batch and one that was written and not acknowledged, and what the tables hold after both."""

    earlier: list[Entry]
    latest: list[Entry]
    whole: Contents
    duplicates: int


@pytest.fixture(scope="module")
def written(embedded_session: Warehouse, lookups: Lookups) -> Iterator[Written]:
    """Both batches, with copies of the tables before and after the latest."""
    empty_tables(embedded_session)
    earlier, latest = make_entries(make_mixture(100)), make_entries(make_mixture(200, NOW_MS + LATER_MS), first=1_000)
    write(embedded_session, lookups, earlier, in_doubt=False)
    keep_copies(embedded_session, "before")
    write(embedded_session, lookups, latest, in_doubt=False)
    keep_copies(embedded_session, "after")
    yield Written(earlier, latest, read_contents(embedded_session), count_rows(embedded_session, "duplicates"))
    drop_copies(embedded_session)


@pytest.fixture
def cut(written: Written, warehouse: Warehouse, lookups: Lookups) -> "Cut":
    """Both batches, and tables that are empty until the power was cut."""
    return Cut(warehouse, lookups, written)


class Cut:
    """Cuts the power after a batch was written, and knows what the tables must hold after its recovery."""

    def __init__(self, warehouse: Warehouse, lookups: Lookups, written: Written) -> None:
        self.warehouse, self.lookups = warehouse, lookups
        self.entries, self.whole, self.duplicates = written.latest, written.whole, written.duplicates
        self._earlier = written.earlier

    def write(self) -> None:
        """As a worker does, so that the tables know the tokens of both batches."""
        for entries in (self._earlier, self.entries):
            write(self.warehouse, self.lookups, entries, in_doubt=False)

    def leave(self, kept: Collection[str], *, log_survives: bool = False) -> None:
        if log_survives:
            self.write()
        cut_power(self.warehouse, kept, log_survives=log_survives)

    def recover(self, entries: list[Entry], *, in_doubt: bool = True) -> dict[str, int]:
        return sum_outcomes([write(self.warehouse, self.lookups, entries, in_doubt=in_doubt)])

    def check(self) -> None:
        assert read_contents(self.warehouse) == self.whole


@pytest.mark.parametrize("kept", _choose(SUBSETS, FIRST))
def test_whatever_tables_kept_the_batch_it_becomes_whole(cut: Cut, kept: Collection[str]) -> None:
    cut.leave(kept)
    assert cut.recover(cut.entries) == {"stored": 22, "duplicates": 1, "dead": 0}
    cut.check()
    assert count_rows(cut.warehouse, "duplicates") == cut.duplicates


@pytest.mark.parametrize("kept", _choose(FEW, ALWAYS))
def test_a_log_of_tokens_that_survived_its_rows_loses_nothing(cut: Cut, kept: Collection[str]) -> None:
    cut.leave(kept, log_survives=True)
    assert cut.recover(cut.entries) == {"stored": 22, "duplicates": 1, "dead": 0}
    cut.check()
    assert count_rows(cut.warehouse, "duplicates") == cut.duplicates


@pytest.mark.parametrize("kept", _choose(FEW, ALWAYS))
def test_entries_that_come_again_with_other_bounds_are_stored_once(cut: Cut, kept: Collection[str]) -> None:
    cut.leave(kept)
    counts = [cut.recover(part) for part in (cut.entries[:1], cut.entries[1:3], cut.entries[3:])]
    cut.check()
    # What was there counts as a duplicate of it, and the sum stays that of the accepted events.
    assert sum(sum(each.values()) for each in counts) == 23
    assert sum(each["stored"] for each in counts) == (0 if "events" in kept else 22)


@pytest.mark.parametrize("kept", [("events",), ("event_ids", "conversion_reports"), TABLES], ids="+".join)
def test_a_recovery_may_be_repeated(cut: Cut, kept: Collection[str]) -> None:
    cut.leave(kept)
    for _ in range(3):
        assert cut.recover(cut.entries)["stored"] == 22
    cut.check()
    assert count_rows(cut.warehouse, "duplicates") == cut.duplicates


@pytest.mark.parametrize("kept", _choose(FEW, ALWAYS))
def test_a_start_leaves_nothing_in_part_of_what_redis_has_forgotten(cut: Cut, kept: Collection[str]) -> None:
    cut.leave(kept)
    repair_latest(cut.warehouse)
    damaged = {each.table for each in verify_only(cut.warehouse, make_plan(cut.warehouse)) if each.damaged}
    # Who is who was reported, even if the event that said so is lost; and it is the same when it is said again.
    assert damaged <= {"identities", "visitor_identities", "people"}
    if "events" in kept:
        contents = read_contents(cut.warehouse)
        # It only has to hold who was touched since the last fraud run, and may hold more.
        assert contents.pop("arrivals")
        assert contents == {table: rows for table, rows in cut.whole.items() if table != "arrivals"}


def test_a_start_finds_nothing_in_whole_tables(cut: Cut) -> None:
    cut.write()
    whole = read_contents(cut.warehouse)
    assert repair_latest(cut.warehouse) == {}
    assert read_contents(cut.warehouse) == whole


def test_an_empty_warehouse_starts(warehouse: Warehouse) -> None:
    assert repair_latest(warehouse) == {}
