"""The queue by partner and rule, a mark with what surrounds it, and the log of what persons did."""

from typing import Any

import pytest

from fraud.review.decisions import ReviewerDecision, save_decision
from ingest.duplicates.reports import ConversionKey
from ingest.folding import fold_conversions
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.fixtures.money import money
from tests.fixtures.warehouse_states import States
from tests.reports.conftest import NOW, Api, Tenant
from warehouse.interface import Warehouse

MARCH: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}


@pytest.fixture
def bought(api: Api, shop: Tenant, states: States) -> list[dict[str, Any]]:
    """Two orders of Alice's after bought clicks; the marks, the later one first."""

    def fill() -> None:
        store_events(states.warehouse, make_orders(shop))
        api.post("/fraud/run", shop.key, None)

    states.begin_with("bought", fill)
    return list(api.get("/fraud/marks", shop.key)["rows"])


def make_orders(shop: Tenant) -> list[dict[str, Any]]:
    rows = []
    for number in (1, 11):
        who = {"site_id": shop.site_id, "visitor_id": f"v{number}", "ref": "alice"}
        network = {"ip_prefix": f"203.0.{number}.0/24"}
        paid = {"type": "sale", "order_id": f"o{number}", "amount_minor": 500, "currency": "EUR"}
        rows += [make_event(number, at("2026-03-01", seconds=number), **who) | network | {"click_id_kind": "gclid"}]
        rows += [
            make_event(number + 1, at("2026-03-02", seconds=number), **who, **paid) | network | {"click_id_kind": ""}
        ]
    return rows


def test_marks_are_grouped_with_what_they_hold(api: Api, shop: Tenant, bought: list[dict[str, Any]]) -> None:
    [group] = api.get("/fraud/groups", shop.key, **MARCH)["rows"]
    assert (group["partner"], group["rule"], group["class"]) == ("alice", "paid_click", "policy")
    assert (group["marks"], group["held"], group["rejected"], group["revenue"]) == (2, 2, 0, [money(1000)])
    assert group["last"] == bought[0]["timestamp"]
    assert api.get("/fraud/groups", shop.key, rule="too_fast", **MARCH)["rows"] == []
    assert api.get("/fraud/groups", shop.key, from_="2026-04-01", to="2026-05-01")["rows"] == []


def test_groups_count_the_decision_that_is_shown(
    api: Api, shop: Tenant, warehouse: Warehouse, bought: list[dict[str, Any]]
) -> None:
    paid = {"type": "sale", "order_id": "o1", "amount_minor": 700, "currency": "EUR", "version": 1}
    named = {"site_id": shop.site_id, "conversion_id": event_id(2), "report_number": 1, "visitor_id": "v1"}
    store_events(warehouse, [make_event(3, at("2026-03-02T05:00:00"), ref="alice", **named, **paid)])
    fold_conversions(warehouse, [ConversionKey(shop.site_id, "o:o1", is_test=False)])
    [group] = api.get("/fraud/groups", shop.key, **MARCH)["rows"]
    assert (group["marks"], group["held"]) == (2, 1), "no run has covered the other one as it stands"
    approved = {"mark_ids": [mark["mark_id"] for mark in bought], "decision": "approve", "why": "agreed"}
    api.post("/fraud/decisions", shop.key, approved)
    [group] = api.get("/fraud/groups", shop.key, state="all", **MARCH)["rows"]
    assert (group["held"], group["rejected"], group["paid"]) == (0, 0, 2)


def test_a_partners_mark_concerns_the_conversions_that_its_evidence_judges(
    api: Api, shop: Tenant, warehouse: Warehouse, bought: list[dict[str, Any]]
) -> None:
    _mark_partner(warehouse, shop.site_id, is_confirmed=False)
    [mark] = api.get("/fraud/marks", shop.key, subject="partner")["rows"]
    assert mark["is_confirmed"] is False
    [group] = api.get("/fraud/groups", shop.key, subject="partner", **MARCH)["rows"]
    assert (group["held"], group["revenue"]) == (0, []), "the shop itself reported both orders"
    api.post(f"/fraud/marks/{mark['mark_id']}/decision", shop.key, {"decision": "reject", "why": "forged"})
    assert {row["decision"] for row in api.get("/conversions", shop.key, **MARCH)["rows"]} == {"hold"}


def test_a_mark_shows_what_the_same_person_did_and_the_networks_of_the_partner(
    api: Api, shop: Tenant, bought: list[dict[str, Any]]
) -> None:
    shown = api.get(f"/fraud/marks/{bought[0]['mark_id']}", shop.key)
    assert shown["mark"]["says"] == bought[0]["says"]
    assert [(event["type"], event["is_subject"]) for event in shown["events"]] == [("click", False), ("sale", True)]
    networks = [
        tuple(each[name] for name in ("prefix", "clicks", "conversions", "confirmed", "is_own"))
        for each in shown["networks"]
    ]
    assert networks == [("203.0.11.0/24", 1, 1, 1, True), ("203.0.1.0/24", 1, 1, 1, False)]


def test_another_site_sees_none_of_it(api: Api, rival: Tenant, bought: list[dict[str, Any]]) -> None:
    assert api.get("/fraud/groups", rival.key, **MARCH)["rows"] == []
    assert api.get(f"/fraud/marks/{bought[0]['mark_id']}", rival.key, 404)["error"]["code"] == "not_found"


def test_a_partners_mark_decides_the_orders_that_the_rules_stopped_and_undo_gives_them_back(
    api: Api, shop: Tenant, warehouse: Warehouse, bought: list[dict[str, Any]]
) -> None:
    _mark_partner(warehouse, shop.site_id)
    [mark] = api.get("/fraud/marks", shop.key, subject="partner")["rows"]
    [group] = api.get("/fraud/groups", shop.key, subject="partner", **MARCH)["rows"]
    assert (group["held"], group["revenue"]) == (2, [money(1000)])
    for decision, outcome in (("approve", "pay"), ("undo", "hold"), ("reject", "reject")):
        api.post(f"/fraud/marks/{mark['mark_id']}/decision", shop.key, {"decision": decision, "why": "talked to her"})
        rows = api.get("/conversions", shop.key, **MARCH)["rows"]
        assert {row["decision"] for row in rows} == {outcome}


def test_the_log_says_who_did_what_and_why(
    api: Api, shop: Tenant, rival: Tenant, warehouse: Warehouse, bought: list[dict[str, Any]]
) -> None:
    said = ReviewerDecision("conversion", bought[0]["subject_id"], "pay", "member:1", "agreed", "")
    save_decision(warehouse, shop.site_id, said, NOW)
    api.post("/fraud/rules", shop.key, {"off": ["burst"], "why": "webinars"}, 201)
    wanted = {"kind": "prefix", "value": "203.0.113.7", "valid_to": "2027-01-01T00:00:00Z", "why": "our office"}
    allowance = api.post("/fraud/allowances", shop.key, wanted, 201)
    api.send("DELETE", f"/fraud/allowances/{allowance['allowance_id']}", shop.key, 200, {})
    # A decision comes after the rules', which the warehouse's own clock stamps.
    ever = {**MARCH, "to": "2099-01-01"}
    rows = api.get("/fraud/log", shop.key, **ever)["rows"]
    assert {(row["deed"], row["subject"], row["why"]) for row in rows} == {
        ("decision: pay", "conversion o11", "agreed"),
        ("rule set", "version 1", "webinars"),
        ("allowance until 2027-01-01", "prefix 203.0.113.0/24", "our office"),
        ("allowance ended", "prefix 203.0.113.0/24", "our office"),
    }
    assert {row["who"].split(":")[0] for row in rows} == {"owner@shop.example", "key"}
    assert api.get("/fraud/log", rival.key, **ever)["rows"] == []


def _mark_partner(warehouse: Warehouse, site_id: int, *, is_confirmed: bool = True) -> None:
    row: dict[str, Any] = {
        "site_id": site_id, "period": at("2026-03-01").date(), "rule": "conversion_rate", "subject_kind": "partner",
        "subject_id": "alice", "run": 1, "mark_id": event_id(90).replace("-", ""), "partner": "alice",
        "happened_at": at("2026-03-01"), "chance": 0.01, "weight": 2.0, "family": "economics", "class": "sivt",
        "reason": "conversion_rate", "evidence": "{}", "rule_set": 0, "is_active": 1, "created_at": at("2026-03-01"),
        "is_confirmed": int(is_confirmed),
    }  # fmt: skip
    warehouse.insert("marks", {name: [value] for name, value in row.items()})
