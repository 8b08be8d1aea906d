"""Whatever reports come in whatever order and batches, the stored conversions are those that the rules say."""

import random
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from events.event import Event
from ingest.enrich.lookups import Lookups
from tests.fixtures.warehouse import empty_tables
from tests.ingest.builders import NOW_MS, count_rows, make_event, make_lookups
from tests.ingest.conversions_reference import ORDER_OF_TRUST, Standing, identify, stand
from tests.ingest.power_cut import make_entries, write
from warehouse.interface import Warehouse
from warehouse.upkeep.derived.verification import make_plan, verify_and_repair, verify_only

STANDING = """
select toString(event_id), source, toUnixTimestamp64Milli(timestamp), amount_minor, currency, version,
    [visitor_id, customer_id, email_hash, toString(ref), toString(promo_code)], link
from standing_conversions final
"""
# Few values, so that reports meet, agree and contradict each other.
REPORTS = st.lists(
    st.builds(
        lambda **fields: make_event(**fields),
        type=st.sampled_from(["sale", "sale", "lead"]),
        source=st.sampled_from(ORDER_OF_TRUST),
        traffic=st.sampled_from(["human", "human", "human", "test"]),
        order_id=st.sampled_from(["A", "B", "C", "D", ""]),
        name=st.sampled_from(["", "trial"]),
        visitor_id=st.sampled_from(["", "v1", "v2"]),
        customer_id=st.sampled_from(["", "", "c1"]),
        email_hash=st.sampled_from(["", "", "e1"]),
        ref=st.sampled_from(["", "alice", "bob"]),
        promo_code=st.sampled_from(["", "SAVE"]),
        link=st.sampled_from(["", "spring"]),
        amount_minor=st.sampled_from([None, 100, 200, 300]),
        currency=st.sampled_from(["EUR", "USD"]),
        version=st.sampled_from([0, 0, 0, 1, 2]),
        makes_conversion=st.sampled_from([True, True, True, False]),
        received_ms=st.integers(NOW_MS, NOW_MS + 5),
        timestamp_ms=st.integers(NOW_MS - 40 * 86_400_000, NOW_MS),
    ),
    min_size=40,
    max_size=80,
)


@pytest.fixture(scope="module")
def lookups(tmp_path_factory: pytest.TempPathFactory) -> Lookups:
    return make_lookups(tmp_path_factory.mktemp("lookups"))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=REPORTS, seed=st.integers(0, 1000))
def test_conversions_stand_as_the_rules_say(
    warehouse: Warehouse, lookups: Lookups, reports: list[Event], seed: int
) -> None:
    empty_tables(warehouse)
    # A version of a browser says nothing; the edge takes none.
    events = [
        replace(each, event_id=str(uuid4()), version=each.version if each.source in ("import", "server") else 0)
        for each in reports
    ]
    _write_in_batches(warehouse, lookups, events, random.Random(seed))
    assert _query_standing(warehouse, events) == stand(events)
    assert count_rows(warehouse, "events") + count_rows(warehouse, "duplicates") == len(events)
    assert [each for each in verify_only(warehouse, make_plan(warehouse)) if each.damaged] == []


def test_what_differs_is_folded_again(warehouse: Warehouse, lookups: Lookups) -> None:
    browser = make_event(type="sale", order_id="A", amount_minor=100, visitor_id="v1")
    server = make_event(type="sale", order_id="A", amount_minor=200, source="server", visitor_id="")
    write(warehouse, lookups, make_entries([browser]), in_doubt=False)
    write(warehouse, lookups, make_entries([server], first=9), in_doubt=False)
    whole = _query_standing(warehouse, [browser, server])
    assert whole == stand([browser, server])
    for damage in (
        "alter table standing_conversions delete where reports = 2 settings mutations_sync = 2",
        "alter table standing_conversions update amount_minor = 7 where true settings mutations_sync = 2",
        "truncate table standing_conversions",
        "alter table conversion_reports delete where trust = 5 settings mutations_sync = 2",
        "insert into standing_conversions (site_id, made_at, event_id, reports) select 7, made_at + 5, event_id, 9"
        " from standing_conversions final",
    ):
        warehouse.execute(damage)
        plan = make_plan(warehouse)
        assert [each for each in verify_only(warehouse, plan) if each.damaged]
        assert [each.damaged for each in verify_and_repair(warehouse, plan, lambda: None)] == [0] * plan.count_steps()
        assert _query_standing(warehouse, [browser, server]) == whole


def _write_in_batches(warehouse: Warehouse, lookups: Lookups, events: list[Event], chance: random.Random) -> None:
    first, number = 0, 1
    while first < len(events):
        size = chance.choice([1, 2, 10, 30])
        write(warehouse, lookups, make_entries(events[first : first + size], number), in_doubt=chance.random() < 0.1)
        first, number = first + size, number + 100


def _query_standing(warehouse: Warehouse, events: list[Event]) -> dict[tuple[str, ...], Standing]:
    by_id = {event.event_id: event for event in events}
    rows = warehouse.query(STANDING).parse_tuples(tuple[str, str, int, int | None, str, int, tuple[str, ...], str])
    found = {
        identify(by_id[event_id]): Standing(source, moment, amount, currency, version, filled, link)
        for event_id, source, moment, amount, currency, version, filled, link in rows
    }
    assert len(found) == len(rows)
    return found
