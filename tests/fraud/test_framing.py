"""Nobody who has the public site key alone can frame an honest partner, or free a guilty one."""

import random
from collections.abc import Mapping
from typing import Any

import pytest

from fraud.facts.site_facts import SiteFacts
from fraud.review.decisions import query_decisions
from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from ingest.duplicates.reports import ConversionKey
from ingest.folding import fold_conversions
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.fraud.conftest import UNTIL
from tests.fraud.filling import fill_warehouse, make_facts
from tests.fraud.forgery import claim_customers, flood, forge_sales
from tests.fraud.stage import DAY, START, Scenario, Shape, Visitor, add_click, add_order, make_visitor
from warehouse.interface import Warehouse

Month = list[dict[str, Any]]
GUILTY = ("f4", "f5", "f7", "f12")
ON_PARTNER = (
    "select is_confirmed, rule from marks final where is_active = 1 and site_id = 1"
    " and subject_kind = 'partner' and subject_id = {partner:String}"
)


@pytest.fixture
def month(small_month: Month) -> Month:
    """A month with an honest partner of 30 confirmed sales; ten of them name the customer alone."""
    s = Scenario(random.Random(1), Shape())
    for number in range(600):
        made = make_visitor(s)
        who, moment = (
            Visitor(f"framed{made.id}", made.ip, made.network, made.agent),
            START + s.dice.uniform(0, 20 * DAY),
        )
        add_click(s, "ok", "framed", "framed", who, moment)
        if number < 20:
            email, moment = f"customer{number}@mail.example", moment + s.lag()
            add_order(s, "ok", "framed", "framed", who, moment, email=email, order=f"framed{number}")
            if number < 10:
                nowhere = {"visitor": None, "order": f"again{number}", "email": email}
                add_order(s, "ok", "framed", "framed", who, moment + 2 * DAY, **nowhere)
    return [*small_month, *s.events]


def test_forgeries_hold_no_confirmed_sale_and_free_none(warehouse: Warehouse, month: Month) -> None:
    against = [
        *forge_sales(month, "framed", 30),
        *claim_customers(month, "framed"),
        *flood("framed", 2000, engaged=False),
    ]
    freeing = [row for ref in GUILTY for row in (*claim_customers(month, ref), *flood(ref, 500, engaged=True))]
    # Refs that nobody has move what is usual.
    invented = [row for number in range(60) for row in flood(f"nobody{number}", 60, engaged=number % 2 == 0)]
    forged = [*against, *freeing, *invented]
    alone, attacked = _decide(warehouse, month, 2), _decide(warehouse, [*month, *forged], 1)
    orders = {row["order"]: row for row in month if row["type"] == "conversion"}
    others = [order for order, row in orders.items() if row["ref"] not in GUILTY]
    assert {order: attacked[order] for order in others} == {order: alone[order] for order in others}
    assert {attacked[order] for order, row in orders.items() if row["ref"] == "framed"} == {"pay"}
    assert len([row for row in orders.values() if row["ref"] == "framed"]) == 30
    for ref in GUILTY:
        assert "pay" not in {attacked[order] for order, row in orders.items() if row["ref"] == ref}, ref
    assert {attacked[row["order"]] for row in forge_sales(month, "framed", 30)} <= {"hold", "reject"}
    on_partner = warehouse.query(ON_PARTNER, {"partner": "framed"}).parse_tuples(tuple[int, str])
    assert {rule for is_confirmed, rule in on_partner if not is_confirmed} >= {"one_price", "unengaged_partner"}
    assert [rule for is_confirmed, rule in on_partner if is_confirmed] == []


def test_a_sale_that_comes_to_be_confirmed_is_judged_by_what_is_confirmed(warehouse: Warehouse) -> None:
    sale = {"type": "sale", "currency": "EUR", "ref": "alice", "amount_minor": 999}
    forged = [
        make_event(number, at("2026-03-02", hours=7 * number), source="browser", order_id=f"A-{number}", **sale)
        | {"visitor_id": f"v{number}"}
        for number in range(1, 13)
    ]
    honest = []
    for number in range(40):
        who = {"visitor_id": f"w{number}", "ref": f"bob{number % 5}"}
        bought = {**sale, **who, "amount_minor": 1000 + number, "order_id": f"B-{number}"}
        honest += [make_event(200 + number, at("2026-03-03", hours=7 * number), **who)]
        honest += [make_event(100 + number, at("2026-03-03", hours=7 * number + 2), **bought)]
    store_events(warehouse, [*forged, *honest])
    refs = {ref: ref for ref in ("alice", *(f"bob{number}" for number in range(5)))}
    facts = SiteFacts(1, refs, {}, frozenset(), dict.fromkeys(refs, 1))
    run(warehouse, facts, RuleSet(), UNTIL)
    assert _query_decision(warehouse, 1) == "hold"
    assert "one_price" in _query_rules(warehouse, 1)
    confirmed = {"conversion_id": event_id(1), "report_number": 1, "order_id": "A-1", "visitor_id": "v1", **sale}
    store_events(warehouse, [make_event(50, at("2026-03-02", hours=9), **confirmed)])
    fold_conversions(warehouse, [ConversionKey(1, "o:A-1", is_test=False)])
    run(warehouse, facts, RuleSet(), UNTIL)
    assert _query_decision(warehouse, 1) == "pay"
    assert "one_price" not in _query_rules(warehouse, 1)
    assert _query_decision(warehouse, 2) == "hold"
    again = run(warehouse, facts, RuleSet(), UNTIL, everything=True)
    assert (again.marks, again.decisions) == (0, 0)


def _decide(warehouse: Warehouse, labelled: Month, site_id: int) -> Mapping[str, str]:
    orders = fill_warehouse(warehouse, labelled, site_id=site_id)
    run(warehouse, make_facts(labelled, site_id), RuleSet(), UNTIL)
    decided = query_decisions(warehouse, site_id, list(orders.values()))
    return {order: decided[stored].decision for order, stored in orders.items()}


def _query_decision(warehouse: Warehouse, number: int) -> str:
    return query_decisions(warehouse, 1, [event_id(number)])[event_id(number)].decision


def _query_rules(warehouse: Warehouse, number: int) -> set[str]:
    """What the decision on a conversion rests on."""
    statement = "select arrayJoin(rules) from current_decisions_v1 where subject_id = {event_id:String}"
    return {rule for (rule,) in warehouse.query(statement, {"event_id": event_id(number)}).parse_tuples(tuple[str])}
