"""The calls under /fraud: for keys and team members of the site, never for partners, never across sites."""

from functools import partial
from typing import Any

import pytest
from redis import Redis

from console.api.call_list import CALLS as ALL_CALLS
from console.api.openapi import template_path
from console.cookies import MEMBER_COOKIE
from events.enums import Scope
from fraud.review.decisions import ReviewerDecision, save_decision
from fraud.runs.schedule import pause_fraud_runs
from tests.fixtures.event_rows import event_id
from tests.fixtures.money import money
from tests.fraud.conftest import store_orders
from tests.reports.conftest import NOW, Api, Tenant
from warehouse.interface import Warehouse

CALLS = [call for call in ALL_CALLS if call.path.startswith("/fraud")]
ALL_TIME: dict[str, Any] = {"from_": "2026-01-01", "to": "2026-12-31"}


def test_a_run_answers_what_it_did_and_takes_no_body(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_orders(warehouse, shop.site_id, 0)
    first, second = api.post("/fraud/run", shop.key, None), api.post("/fraud/run", shop.key, None)
    assert (first["run"], first["conversions"], first["marks"], first["decisions"]) == (1, 2, 1, 1)
    assert (second["run"], second["marks"], second["decisions"]) == (2, 0, 0)
    assert api.post("/fraud/run", shop.key, None, everything="true")["everything"] is True


def test_a_run_waits_for_another_one_and_says_so(
    api: Api, shop: Tenant, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.api.fraud.run.pause_fraud_runs", partial(pause_fraud_runs, wait_seconds=0))
    with pause_fraud_runs(redis):
        answer = api.post("/fraud/run", shop.key, None, 503)
    assert answer["error"]["code"] == "fraud_run_busy"


def test_a_mark_says_what_it_saw(found_mark: dict[str, Any]) -> None:
    assert found_mark["rule"] == "paid_click"
    assert found_mark["says"] == "the click carried gclid, which an advertising network adds"
    assert (found_mark["subject_kind"], found_mark["subject_id"]) == ("conversion", event_id(2))
    assert (found_mark["partner"], found_mark["class"], found_mark["decision"]) == ("alice", "policy", "hold")
    assert (found_mark["order_id"], found_mark["value"]) == ("o2", money(500))


def test_conversions_carry_decision_and_reason(api: Api, shop: Tenant, found_mark: dict[str, Any]) -> None:
    rows = {row["order_id"]: row for row in api.get("/conversions", shop.key, **ALL_TIME)["rows"]}
    assert (rows["o2"]["decision"], rows["o2"]["reasons"]) == ("hold", ["paid_traffic"])
    assert (rows["o4"]["decision"], rows["o4"]["reasons"]) == ("pay", [])
    why = api.get(f"/conversions/{event_id(2)}/why", shop.key)
    assert [mark["mark_id"] for mark in why["marks"]] == [found_mark["mark_id"]]


def test_a_partner_sees_status_and_reason_and_not_the_recipe(
    api: Api, shop: Tenant, found_mark: dict[str, Any]
) -> None:
    [row] = api.get("/conversions", shop.alice, **ALL_TIME)["rows"]
    assert (row["decision"], row["reasons"]) == ("hold", ["paid_traffic"])
    why = api.get(f"/conversions/{event_id(2)}/why", shop.alice)
    assert why["conversion"]["decision"] == "hold"
    assert why["marks"] == []
    assert found_mark["rule"] not in str(why)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.path}")
def test_a_partner_opens_none_of_it(api: Api, shop: Tenant, call: Any) -> None:
    path = template_path(call.path).format(mark_id="x", allowance_id="x")
    body = {"decision": "approve", "why": "me"} if call.body else None
    assert api.send(call.method, path, shop.alice, 403, {}, body)["error"]["code"] == "forbidden"


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.method} {call.path}")
def test_another_sites_key_opens_none_of_it(api: Api, shop: Tenant, rival: Tenant, call: Any) -> None:
    path = template_path(call.path).format(mark_id="x", allowance_id="x")
    body = {"decision": "approve", "why": "me"} if call.body else None
    assert api.send(call.method, path, rival.key, 403, {"site": shop.site_key}, body)["error"]["code"] == "forbidden"


@pytest.mark.parametrize(
    "call", [call for call in CALLS if call.is_write], ids=lambda call: f"{call.method} {call.path}"
)
def test_who_may_only_read_changes_nothing(api: Api, shop: Tenant, call: Any) -> None:
    path = template_path(call.path).format(mark_id="x", allowance_id="x")
    body = {"decision": "approve", "why": "me"} if call.body else None
    if call.scope != Scope.REPORTS:
        api.send(call.method, path, shop.reading_key, 403, {}, body)
    api.send(call.method, path, "", 401, {}, body)
    api.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    api.send(call.method, path, "", 403, {}, body)


def test_each_site_has_its_own_marks_and_decisions(
    api: Api, shop: Tenant, rival: Tenant, found_mark: dict[str, Any]
) -> None:
    assert api.get("/fraud/marks", rival.key)["rows"] == []
    api.post("/fraud/run", rival.key, None)
    [other] = api.get("/fraud/marks", rival.key)["rows"]
    assert other["subject_id"] == event_id(12)
    decision = {"decision": "approve", "why": "agreed"}
    assert (
        api.post(f"/fraud/marks/{found_mark['mark_id']}/decision", rival.key, decision, 404)["error"]["code"]
        == "not_found"
    )
    both = {**decision, "mark_ids": [other["mark_id"], found_mark["mark_id"]]}
    api.post("/fraud/decisions", rival.key, both, 404)
    assert api.get("/fraud/marks", rival.key)["rows"][0]["decided_by"] == "rules", "not one of them was decided"
    rows = api.get("/fraud/backtest", rival.key, rule="paid_click", **ALL_TIME)["rows"]
    assert [(row["partner"], row["conversions"]) for row in rows] == [("alice", 1)]


def test_the_same_event_id_on_two_sites_is_two_decisions(
    api: Api, shop: Tenant, rival: Tenant, warehouse: Warehouse, found_mark: dict[str, Any]
) -> None:
    given = ReviewerDecision("conversion", found_mark["subject_id"], "reject", "key:1", "theirs", "")
    save_decision(warehouse, rival.site_id, given, NOW)
    rows = {row["order_id"]: row["decision"] for row in api.get("/conversions", shop.key, **ALL_TIME)["rows"]}
    assert rows["o2"] == "hold"


def test_a_decision_is_made_undone_and_signed(api: Api, shop: Tenant, found_mark: dict[str, Any]) -> None:
    path = f"/fraud/marks/{found_mark['mark_id']}/decision"
    said = api.post(path, shop.key, {"decision": "approve", "why": "agreed"})
    assert (said["decision"], said["why"]) == ("pay", "agreed")
    assert said["decided_by"].startswith("key:")
    assert api.get("/fraud/marks", shop.key)["rows"] == []
    [decided] = api.get("/fraud/marks", shop.key, state="decided")["rows"]
    assert (decided["decision"], decided["why"]) == ("pay", "agreed")
    rows = {row["event_id"]: row for row in api.get("/conversions", shop.alice, **ALL_TIME)["rows"]}
    assert (rows[event_id(2)]["decision"], rows[event_id(2)]["reasons"]) == ("pay", [])
    undone = api.post(
        "/fraud/decisions", shop.key, {"mark_ids": [found_mark["mark_id"]], "decision": "undo", "why": "no"}
    )
    assert undone["decided"][0]["decision"] == "hold"
    assert undone["decided"][0]["decided_by"] == "rules"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"decision": "maybe", "why": "x"}, "decision"),
        ({"why": "x"}, "decision"),
        ({"decision": "approve"}, "why"),
        ({"decision": "approve", "why": ""}, "why"),
        ({"decision": "approve", "why": "x", "who": "me"}, "who"),
    ],
)
def test_a_decision_without_a_word_is_rejected(
    api: Api, shop: Tenant, found_mark: dict[str, Any], body: dict[str, str], field: str
) -> None:
    answer = api.post(f"/fraud/marks/{found_mark['mark_id']}/decision", shop.key, body, 400)
    assert answer["error"]["field"] == field


def test_the_backtest_tries_values_of_a_parameter(api: Api, shop: Tenant, found_mark: dict[str, Any]) -> None:
    question = {"rule": "paid_click", "parameter": "click_ids", "values": '["msclkid"],["gclid"]', **ALL_TIME}
    rows = api.get("/fraud/backtest", shop.key, **question)["rows"]
    assert [(row["value"], row["partner"], row["outcome"], row["revenue"]) for row in rows] == [
        (["gclid"], "alice", "hold", [money(500)])
    ]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"rule": "no_such"}, "rule"),
        ({"rule": "too_fast", "parameter": "no_such", "values": "1"}, "parameter"),
        ({"rule": "too_fast", "parameter": "floor_seconds", "values": "ten"}, "values"),
        ({"rule": "too_fast", "parameter": "floor_seconds"}, "values"),
        ({"rule": "too_fast", "parameter": "floor_seconds", "values": '"10"'}, "floor_seconds"),
        ({"parameter": "floor_seconds", "values": "1"}, "rule"),
    ],
)
def test_a_backtest_of_what_is_not_there_is_rejected(api: Api, shop: Tenant, query: dict[str, str], field: str) -> None:
    assert api.get("/fraud/backtest", shop.key, 400, **query)["error"]["field"] == field


def test_a_saved_rule_set_applies_from_the_next_run(api: Api, shop: Tenant, found_mark: dict[str, Any]) -> None:
    saved = api.post("/fraud/rules", shop.key, {"off": ["paid_click"], "why": "all may advertise"}, 201)
    assert saved["version"] == 1
    assert api.get("/fraud/rules", shop.key)["rule_set"]["off"] == ["paid_click"]
    api.post("/fraud/run", shop.key, None, everything="true")
    assert api.get("/fraud/marks", shop.key, state="all")["rows"] == []
    rows = {row["order_id"]: row["decision"] for row in api.get("/conversions", shop.key, **ALL_TIME)["rows"]}
    assert rows["o2"] == "pay"
