"""What refunds and disputes take off a sale, rule by rule, and in every reader alike."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from events.moments import DAY_MS
from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from registry.code_lookup import CodeLookup
from reports.conversions.evidence import query_evidence
from reports.program_rules import ProgramRules, Rules
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.fixtures.money import money
from tests.fraud.filling import make_facts
from tests.reports.conftest import Api, Tenant
from tests.reports.reference.given_back import find_net
from warehouse.interface import Warehouse

Said = dict[str, Any]
AMOUNT = 1000
NO_CODES = CodeLookup((), [], [], [], [], [], [])
RULES = Rules((ProgramRules(1, "Default", 1, "last_click", 30 * DAY_MS, promo_first=False),))
MARCH = {"from_": "2026-03-01", "to": "2026-04-01"}


def refund(amount: int | None = None, currency: str = "EUR", **said: Any) -> Said:
    return {"type": "refund", "amount_minor": amount, "currency": currency, **said}


def total(minor: int, currency: str = "EUR", **said: Any) -> Said:
    return refund(None, currency, refunded_total_minor=minor, **said)


def dispute(state: str, hour: int, amount: int | None = None, currency: str = "") -> Said:
    moment = at("2026-03-05", hours=hour)
    return {"type": "dispute", "state": state, "amount_minor": amount, "currency": currency, "timestamp": moment}


# In the order of reception: what was reported of an order of 1000 EUR, what is given back, and whether it is disputed.
CASES: Mapping[str, tuple[Sequence[Said], int, bool]] = {
    "no_report": ([], 0, False),
    "one_refund": ([refund(300, refund_id="r1")], 300, False),
    "first_of_an_id": ([refund(300, refund_id="r1"), refund(500, refund_id="r1")], 300, False),
    "first_of_an_id_is_not_the_earliest": (
        [refund(300, refund_id="r1", timestamp=at("2026-03-09")), refund(500, refund_id="r1")],
        300,
        False,
    ),
    "two_ids": ([refund(300, refund_id="r1"), refund(300, refund_id="r2")], 600, False),
    "all_of_it": ([refund(refund_id="r1")], 1000, False),
    "a_part_then_all": ([refund(300, refund_id="r1"), refund(refund_id="r2")], 1000, False),
    "all_of_a_known_id": ([refund(300, refund_id="r1"), refund(refund_id="r1")], 300, False),
    "unnamed_twice": ([refund(300), refund(300)], 300, False),
    "unnamed_at_two_times": ([refund(300), refund(300, timestamp=at("2026-03-06"))], 600, False),
    "unnamed_of_two_amounts": ([refund(300), refund(301)], 601, False),
    "unnamed_as_the_edge_names_it": ([refund(300), refund(300, refund_id="unnamed:300:EUR:1772668800000")], 300, False),
    "a_total_that_grows": ([total(300, refund_id="t1"), total(500, refund_id="t2")], 500, False),
    "a_total_that_grows_under_one_id": ([total(300, refund_id="t"), total(500, refund_id="t")], 500, False),
    "a_total_that_comes_late": ([total(500, refund_id="t1"), total(300, refund_id="t2")], 500, False),
    "a_total_and_less": ([refund(300, refund_id="r1"), total(500, refund_id="t1")], 500, False),
    "a_total_and_more": ([refund(300, refund_id="r1"), refund(400, refund_id="r2"), total(500)], 700, False),
    "amount_and_total": ([refund(300, refund_id="r1", refunded_total_minor=500)], 500, False),
    "a_total_of_nothing": ([total(0)], 0, False),
    "more_than_the_amount": ([refund(700, refund_id="r1"), refund(700, refund_id="r2")], 1000, False),
    "a_total_of_more": ([total(5000)], 1000, False),
    "unnamed_currency": ([refund(300, "", refund_id="r1"), refund(200, refund_id="r2")], 500, False),
    "foreign": ([refund(300, "USD", refund_id="r1")], 0, False),
    "foreign_in_full": ([refund(None, "USD", refund_id="r1")], 0, False),
    "foreign_total": ([total(300, "USD", refund_id="r1")], 0, False),
    "foreign_and_own": ([refund(300, "USD", refund_id="r1"), refund(200, refund_id="r2")], 200, False),
    "before_its_sale": ([refund(300, refund_id="r1", timestamp=at("2026-02-01"))], 300, False),
    "opened": ([dispute("opened", 1)], 0, True),
    "won": ([dispute("opened", 1), dispute("won", 2)], 0, False),
    "lost": ([dispute("opened", 1), dispute("lost", 2)], 1000, False),
    "lost_in_part": ([dispute("opened", 1), dispute("lost", 2, 400, "EUR")], 400, False),
    "lost_in_a_foreign_currency": ([dispute("lost", 2, 400, "USD")], 0, False),
    "lost_before_opened_is_known": ([dispute("lost", 2, 400), dispute("opened", 1)], 400, False),
    "lost_at_the_moment_of_opening": ([dispute("lost", 1, 400), dispute("opened", 1)], 0, True),
    "opened_again": ([dispute("opened", 1), dispute("won", 2), dispute("opened", 3)], 0, True),
    "lost_then_won": ([dispute("lost", 2), dispute("won", 3)], 0, False),
    "opened_and_refunded": ([refund(300, refund_id="r1"), dispute("opened", 1)], 300, True),
    "lost_beside_a_refund": ([refund(300, refund_id="r1"), dispute("lost", 1, 400)], 700, False),
    "lost_beside_more": ([refund(300, refund_id="r1"), dispute("lost", 1, 900)], 1000, False),
}


def make_order(number: int, case: str, **who: Any) -> list[dict[str, Any]]:
    """A sale and what was reported of it, each report received a second after the one before."""
    order = {"order_id": case, **who}
    sale = make_event(number, at("2026-03-02"), type="sale", amount_minor=AMOUNT, currency="EUR", **order)
    sale["visitor_id"] = case
    reports = [
        make_event(number + n, at("2026-03-05"), **order, received_at=at("2026-03-10", seconds=n)) | said
        for n, said in enumerate(CASES[case][0], 1)
    ]
    return [sale, *reports]


@pytest.mark.parametrize("case", CASES)
def test_what_is_given_back_of_an_order(warehouse: Warehouse, case: str) -> None:
    rows = make_order(10, case)
    # The order in which rows are stored says nothing.
    store_events(warehouse, reversed(rows))
    evidence = query_evidence(warehouse, NO_CODES, RULES, 1, event_id(10))
    assert evidence
    assert (AMOUNT - evidence.net_minor, evidence.is_disputed) == CASES[case][1:]
    assert find_net(rows[0], rows) == evidence.net_minor


def test_every_reader_says_the_same(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    who = {"site_id": shop.site_id}
    orders = [make_order(1000 + 10 * n, case, **who) for n, case in enumerate(CASES)]
    clicks = [make_event(n, at("2026-03-01"), visitor_id=case, ref="alice", **who) for n, case in enumerate(CASES, 1)]
    store_events(warehouse, [*clicks, *(row for order in orders for row in order)])
    rows = api.get("/conversions", shop.key, **MARCH, limit=100)["rows"]
    refunded = {case: minor for case, (_, minor, _) in CASES.items()}
    assert {row["order_id"]: row["refunded"] for row in rows} == {case: money(refunded[case]) for case in CASES}
    left = [money(len(CASES) * AMOUNT - sum(refunded.values()))]
    [alice, _] = api.get("/partners/stats", shop.key, **MARCH)["rows"]
    assert alice["revenue"] == left
    assert api.get("/attribution", shop.key, **MARCH)["totals"]["revenue"] == left
    weeks = api.get("/cohorts", shop.key, **MARCH)["rows"]
    assert [row["revenue"] for row in weeks if row["buyers"]] == [left]
    run(warehouse, make_facts([], shop.site_id), RuleSet(), at("2026-04-01"))
    facts = "select order_id, is_refunded from conversion_facts final where site_id = {site_id:UInt32}"
    found = warehouse.query(facts, {"site_id": shop.site_id}).parse_tuples(tuple[str, int])
    assert dict(found) == {case: int(minor > 0) for case, minor in refunded.items()}


def test_tests_and_other_orders_give_nothing_back(warehouse: Warehouse) -> None:
    rows = make_order(10, "one_refund")
    rows[1] |= {"traffic": "test"}
    store_events(warehouse, [*rows, *make_order(20, "lost"), *make_order(30, "opened")])
    evidence = query_evidence(warehouse, NO_CODES, RULES, 1, event_id(10))
    assert evidence
    assert (evidence.net_minor, evidence.is_disputed) == (AMOUNT, False)


def test_a_lead_with_an_order_keeps_its_amount(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    lead, *reports = make_order(10, "opened_and_refunded", site_id=shop.site_id)
    store_events(warehouse, [lead | {"type": "lead"}, *reports])
    [row] = api.get("/conversions", shop.key, **MARCH)["rows"]
    assert (row["value"], row["refunded"]) == (money(AMOUNT), money(0))
    evidence = query_evidence(warehouse, NO_CODES, RULES, shop.site_id, event_id(10))
    assert evidence
    assert (evidence.net_minor, evidence.is_disputed) == (AMOUNT, False)
