"""Raw events expire by whole months where a setting says so; everything that payments depend on stays."""

from datetime import UTC, datetime

import pytest

from tests.fixtures.event_rows import at, event_id, make_event, store_duplicate, store_events
from warehouse.interface import Parameters, Warehouse
from warehouse.upkeep.erasure import erase_person, find_mentions, find_person
from warehouse.upkeep.months import list_months
from warehouse.upkeep.retention import (
    MARGIN_DAYS,
    MAX_RETENTION_DAYS,
    find_events_since,
    query_retention_days,
    set_retention,
)
from warehouse.upkeep.rollups import ROLLUPS, Sums, rebuild_rollups, sum_rollup

DAYS = 400
ANNA = "visitor-of-anna-1"
# Long ago and now, whatever day it is.
PAST = at("2019-05-31T23:30:00")
NOW = datetime.now(UTC)
KEPT = (
    "event_ids", "conversion_reports", "identities", "standing_conversions", "order_returns", "arrivals",
    "rollup_partner_hours", "visitor_identities",
)  # fmt: skip


@pytest.fixture
def expiring(warehouse: Warehouse) -> Warehouse:
    """The events of a warehouse that keeps them for ``DAYS``; those of 2019 are gone."""
    set_retention(warehouse, DAYS)
    for first, moment in ((0, PAST), (10, NOW)):
        sale = {"type": "sale", "order_id": f"order{first}", "amount_minor": 900, "currency": "EUR"}
        events = [
            make_event(first + 1, moment, visitor_id=ANNA, ref="alice", link="spring"),
            make_event(first + 2, moment, visitor_id="unrelated", ref="alice", link="spring"),
            make_event(first + 3, moment, visitor_id=ANNA, customer_id="anna", **sale),
            make_event(first + 4, moment, type="refund", order_id=f"order{first}"),
        ]
        store_events(warehouse, events)
    warehouse.execute("optimize table events final")
    return warehouse


@pytest.fixture(autouse=True)
def _keep_forever_afterwards(warehouse: Warehouse) -> object:
    yield
    set_retention(warehouse, 0)


def test_old_events_are_gone_and_what_was_made_of_them_is_not(expiring: Warehouse) -> None:
    assert sorted(_list_ids(expiring, "events")) == [event_id(number) for number in (11, 12, 13, 14)]
    assert {table: _count(expiring, table) for table in KEPT} == {
        "event_ids": 8, "conversion_reports": 2, "identities": 2, "standing_conversions": 2, "order_returns": 2,
        "arrivals": 10, "rollup_partner_hours": 2, "visitor_identities": 2,
    }  # fmt: skip
    assert [sum_rollup(expiring, rollup) for rollup in ROLLUPS] == [Sums(clicks=4, visitors=2)]
    assert expiring.query("select sum(amount_minor) from standing_conversions").columns == ([1800],)


def test_a_month_expires_as_a_whole(warehouse: Warehouse) -> None:
    set_retention(warehouse, DAYS)
    since = find_events_since(warehouse)
    assert since is not None
    kept = [make_event(1, since), make_event(2, since.replace(day=28))]
    store_events(warehouse, [*kept, make_event(3, since.replace(year=since.year - 1))])
    warehouse.execute("optimize table events final")
    assert sorted(_list_ids(warehouse, "events")) == [event_id(1), event_id(2)]


def test_the_line_of_a_duplicate_expires_with_the_events_of_its_month(warehouse: Warehouse) -> None:
    for number, moment in ((1, PAST), (2, NOW)):
        sale = make_event(number, moment, type="sale", order_id=f"o{number}", amount_minor=1, currency="EUR")
        store_duplicate(warehouse, sale, number + 10, "order_stored", line="as it was", import_id="")
    lines = "select line from duplicates order by timestamp"
    warehouse.execute("optimize table duplicates final")
    assert warehouse.query(lines).columns == (["as it was", "as it was"],)
    assert set_retention(warehouse, DAYS)
    assert not set_retention(warehouse, DAYS)
    warehouse.execute("optimize table duplicates final")
    assert warehouse.query(lines).columns == (["", "as it was"],)
    # An installation from before the lines expired.
    warehouse.execute("alter table duplicates modify column line remove ttl")
    assert set_retention(warehouse, DAYS)
    assert not set_retention(warehouse, DAYS)


def test_the_longest_retention_drops_nothing_and_a_longer_one_raises(warehouse: Warehouse) -> None:
    set_retention(warehouse, MAX_RETENTION_DAYS)
    store_events(warehouse, [make_event(1, NOW), make_event(2, at("2001-01-01"))])
    warehouse.execute("optimize table events final")
    assert sorted(_list_ids(warehouse, "events")) == [event_id(1), event_id(2)]
    with pytest.raises(ValueError, match="10000"):
        set_retention(warehouse, MAX_RETENTION_DAYS + 1)


def test_the_setting_is_applied_once_changed_and_removed(warehouse: Warehouse) -> None:
    assert [set_retention(warehouse, days) for days in (0, DAYS, DAYS, 30, 0, 0)] == [
        False, True, False, True, True, False
    ]  # fmt: skip
    assert query_retention_days(warehouse) == 0


def test_what_may_have_expired_is_known_after_the_setting_was_removed(warehouse: Warehouse) -> None:
    assert find_events_since(warehouse) is None
    set_retention(warehouse, 30)
    since = find_events_since(warehouse)
    assert since is not None
    assert (since.day, since.hour) == (1, 0)
    for days in (DAYS, 0):
        set_retention(warehouse, days)
        assert find_events_since(warehouse, MARGIN_DAYS) == since


def test_a_kill_before_the_setting_was_applied_is_completed_by_the_next_start(warehouse: Warehouse) -> None:
    warehouse.insert("retention_settings", {"applied_at": [NOW], "days": [DAYS]})
    assert query_retention_days(warehouse) == 0
    assert set_retention(warehouse, DAYS)
    assert query_retention_days(warehouse) == DAYS


def test_roll_ups_of_expired_months_are_kept_when_all_are_rebuilt(expiring: Warehouse) -> None:
    before = [sum_rollup(expiring, rollup) for rollup in ROLLUPS]
    assert [month.is_complete for month in list_months(expiring)] == [False, True]
    rebuild_rollups(expiring, lambda: None, lambda *_: None)
    assert [sum_rollup(expiring, rollup) for rollup in ROLLUPS] == before


def test_a_month_that_has_expired_in_part_is_kept_too(expiring: Warehouse) -> None:
    # Events of 2019 that the engine has not dropped yet, fewer than there were.
    expiring.execute("system stop ttl merges events")
    try:
        before = [sum_rollup(expiring, rollup) for rollup in ROLLUPS]
        store_events(expiring, [make_event(20, PAST, type="engage")])
        rebuild_rollups(expiring, lambda: None, lambda *_: None)
    finally:
        expiring.execute("system start ttl merges events")
    assert [sum_rollup(expiring, rollup) for rollup in ROLLUPS] == before


def test_a_person_is_erased_from_what_outlives_the_events(expiring: Warehouse) -> None:
    person = find_person(expiring, 1, customer_id="anna")
    removed = erase_person(expiring, person)
    assert {table: removed[table] for table in ("events", "standing_conversions", "order_returns", "identities")} == {
        "events": 3, "standing_conversions": 2, "order_returns": 2, "identities": 2
    }  # fmt: skip
    assert find_mentions(expiring, person) == {}
    # The hours that can be recomputed are without her, the sums of 2019 stay: nothing could rebuild them.
    sums = sum_rollup(expiring, "rollup_partner_hours")
    assert (sums.clicks, sums.visitors) == (3, 2)


def test_clicks_of_which_only_a_fact_is_left_are_erased(expiring: Warehouse) -> None:
    expiring.execute(
        "insert into click_facts (site_id, day, visitor, event_id, timestamp) select 1, '2019-05-31',"
        " cityHash64({id:String}), toUUID({event:String}), '2019-05-31 23:30:00'",
        {"id": ANNA, "event": event_id(1)},
    )
    expiring.insert("marks", {"site_id": [1], "subject_kind": ["click"], "subject_id": [event_id(1)]})
    removed = erase_person(expiring, find_person(expiring, 1, customer_id="anna"))
    assert (removed["click_facts"], removed["marks"]) == (1, 1)


def _list_ids(warehouse: Warehouse, table: str) -> list[str]:
    rows = warehouse.query("select toString(event_id) as event_id from {table:Identifier}", {"table": table})
    return list(map(str, rows.columns[0]))


def _count(warehouse: Warehouse, table: str) -> int:
    rows = warehouse.query("select count() as n from {table:Identifier}", {"table": table})
    return int(str(rows.columns[0][0]))


class _Killed:
    """A warehouse that is killed before it changes a table."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.insert, self.query, self.close, self._warehouse = (
            warehouse.insert, warehouse.query, warehouse.close, warehouse,
        )  # fmt: skip
        self.limit = warehouse.limit

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        if statement.startswith("alter table events"):
            raise KeyboardInterrupt
        self._warehouse.execute(statement, parameters)


@pytest.mark.parametrize(("days", "counts_as_expired"), [(DAYS * 2, False), (0, False), (DAYS // 2, True)])
def test_a_change_that_was_not_applied_counts_only_if_it_keeps_less(
    warehouse: Warehouse, days: int, counts_as_expired: bool
) -> None:
    set_retention(warehouse, DAYS)
    before = find_events_since(warehouse, 30)
    with pytest.raises(KeyboardInterrupt):
        set_retention(_Killed(warehouse), days)
    assert (find_events_since(warehouse, 30) != before) == counts_as_expired
    assert set_retention(warehouse, days)
    assert query_retention_days(warehouse) == days
    assert not set_retention(warehouse, days)
