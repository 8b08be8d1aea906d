"""A person approves what only browsers reported: one by one or a whole period, once, with who and why."""

from datetime import timedelta
from typing import Any

import pytest

from ingest.duplicates.reports import ConversionKey
from ingest.folding import fold_conversions
from tests.fixtures.api import Api, Tenant
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.fixtures.warehouse_states import States
from warehouse.interface import Warehouse

MARCH: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}
PERIOD = {"from": "2026-03-01", "to": "2026-04-01"}
APPROVE = {"decision": "approve", "why": "paid at the till"}
PATH = "/conversions/decisions"
MONEY: dict[str, Any] = {"type": "sale", "amount_minor": 1000, "currency": "EUR"}


@pytest.fixture
def orders(api: Api, shop: Tenant, states: States) -> None:
    """Four orders that browsers reported, one of them Bob's, and one of the server; a run, and one order more."""

    def fill() -> None:
        for number, source in enumerate(("browser", "browser", "browser", "browser", "server"), 1):
            store_order(states.warehouse, shop, number, source, "bob" if number == 3 else "alice")
        api.post("/fraud/run", shop.key, None)
        store_order(states.warehouse, shop, 6, "browser", "alice")

    states.begin_with("unconfirmed_orders", fill)


def store_order(warehouse: Warehouse, shop: Tenant, number: int, source: str, ref: str) -> None:
    """A click through the partner's link, some reading, and an order an hour later."""
    moment, who = at("2026-03-02", hours=number), {"site_id": shop.site_id, "visitor_id": f"v{number}"}
    store_events(warehouse, [make_event(number + 100, moment, **who, ref=ref)])
    store_events(warehouse, [make_event(number + 200, moment + timedelta(seconds=5), **who, type="engage")])
    sale = make_event(number, moment + timedelta(hours=1), **who, source=source, order_id=f"o{number}", **MONEY)
    store_events(warehouse, [sale])


def read_decisions(api: Api, shop: Tenant) -> dict[str, tuple[str, list[str], str]]:
    """Order → decision, reasons and what it awaits."""
    rows = api.get("/conversions", shop.key, **MARCH)["rows"]
    return {row["order_id"]: (row["decision"], row["reasons"], row["awaits"]) for row in rows}


def ids_of(rows: list[dict[str, Any]]) -> list[str]:
    """The conversions of the rows in their order."""
    return [row["event_id"] for row in rows]


def test_what_only_a_browser_reported_awaits_a_confirmation(api: Api, shop: Tenant, orders: None) -> None:
    decisions = read_decisions(api, shop)
    assert decisions["o1"] == ("pending", ["unconfirmed"], "confirmation")
    assert decisions["o5"] == ("pay", [], "")
    assert decisions["o6"] == ("pending", ["unconfirmed"], "fraud_run")
    why = api.get(f"/conversions/{event_id(1)}/why", shop.alice)["conversion"]
    assert (why["decision"], why["reasons"], why["source"]) == ("pending", ["unconfirmed"], "browser")


def test_named_conversions_are_approved_once(api: Api, shop: Tenant, orders: None) -> None:
    body = {**APPROVE, "event_ids": [event_id(1), event_id(5), event_id(6)]}
    answer = api.post(PATH, shop.key, body)
    assert answer["decided"] == [{"event_id": event_id(1), "decision": "pay", "reasons": [], "awaits": ""}]
    assert ids_of(answer["skipped"]) == [event_id(5), event_id(6)]
    again = api.post(PATH, shop.key, body)
    assert (again["decided"], ids_of(again["skipped"])) == ([], [event_id(1), event_id(5), event_id(6)])
    decisions = read_decisions(api, shop)
    assert (decisions["o1"][0], decisions["o2"][0], decisions["o6"][0]) == ("pay", "pending", "pending")
    # Later than what the rules said, by whose clock ever.
    [deed] = api.get("/fraud/log", shop.key, from_="2026-01-01", to="2100-01-01")["rows"]
    assert (deed["deed"], deed["subject"], deed["why"]) == ("decision: pay", "conversion o1", "paid at the till")
    assert deed["who"].startswith("key:")


def test_a_period_of_a_partner_is_approved(api: Api, shop: Tenant, orders: None) -> None:
    answer = api.post(PATH, shop.key, {**APPROVE, **PERIOD, "partner": "alice"})
    assert ids_of(answer["decided"]) == [event_id(4), event_id(2), event_id(1)]
    assert (answer["skipped"], answer["has_more"]) == ([], False)
    assert api.post(PATH, shop.key, {**APPROVE, **PERIOD, "partner": "alice"})["decided"] == []
    assert {order: shown[0] for order, shown in read_decisions(api, shop).items()} == {
        "o1": "pay", "o2": "pay", "o3": "pending", "o4": "pay", "o5": "pay", "o6": "pending"
    }  # fmt: skip


def test_one_call_decides_so_many(api: Api, shop: Tenant, orders: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.api.reports.decisions.MAX_CONVERSIONS", 3)
    monkeypatch.setattr("console.api.reports.decisions._PAGE_ROWS", 2)
    first, second = (api.post(PATH, shop.key, {**APPROVE, **PERIOD}) for _ in range(2))
    assert (len(first["decided"]), first["has_more"]) == (3, True)
    assert (ids_of(second["decided"]), second["has_more"]) == ([event_id(1)], False)


def test_a_rejection_is_undone(api: Api, shop: Tenant, orders: None) -> None:
    named = {"event_ids": [event_id(1)], "why": "forged"}
    [rejected] = api.post(PATH, shop.key, {**named, "decision": "reject"})["decided"]
    assert (rejected["decision"], rejected["reasons"]) == ("reject", ["unconfirmed"])
    [undone] = api.post(PATH, shop.key, {**named, "decision": "undo"})["decided"]
    assert (undone["decision"], undone["awaits"]) == ("pending", "confirmation")
    assert api.post(PATH, shop.key, {**named, "decision": "undo"})["decided"] == []


def test_what_cannot_be_decided_is_named(api: Api, shop: Tenant, orders: None) -> None:
    mistakes: list[tuple[dict[str, Any], int, str | None]] = [
        ({**APPROVE, "event_ids": ["x"]}, 400, "event_ids"),
        ({**APPROVE, "event_ids": [event_id(1), event_id(99)]}, 404, None),
        ({**APPROVE, "decision": "maybe"}, 400, "decision"),
        ({**APPROVE, "why": ""}, 400, "why"),
        ({**APPROVE, "reason": "timing"}, 400, "reason"),
        ({**APPROVE, "partner": "nobody"}, 400, "partner"),
        ({**APPROVE, "from": "x"}, 400, "from"),
        ({"decision": "undo", "why": "all of it", **PERIOD}, 400, "event_ids"),
    ]
    for body, status, field in mistakes:
        assert api.post(PATH, shop.key, body, status)["error"].get("field") == field, body
        assert read_decisions(api, shop)["o1"][0] == "pending", body


def test_partners_readers_and_other_sites_decide_nothing(api: Api, shop: Tenant, rival: Tenant, orders: None) -> None:
    body = {**APPROVE, "event_ids": [event_id(1)]}
    for token in (shop.alice, shop.reading_key):
        assert api.post(PATH, token, body, 403)["error"]["code"] == "forbidden"
    assert api.post(PATH, rival.key, body, 404)["error"]["code"] == "not_found"


def test_reports_say_what_is_not_confirmed(api: Api, shop: Tenant, orders: None) -> None:
    def read(token: str) -> tuple[float, int]:
        meta = api.get("/attribution", token, **MARCH)["meta"]["unconfirmed"]
        return meta["conversions"], sum(money["minor"] for money in meta["revenue"])

    assert (read(shop.key), read(shop.bob)) == ((5, 5000), (1, 1000))
    api.post(PATH, shop.key, {**APPROVE, **PERIOD})
    assert (read(shop.key), read(shop.bob)) == ((1, 1000), (0, 0))


def test_a_report_of_the_server_confirms(api: Api, shop: Tenant, warehouse: Warehouse, orders: None) -> None:
    later = {"conversion_id": event_id(1), "report_number": 1, "order_id": "o1", "visitor_id": "v1"}
    moment = at("2026-03-02T02:01:00")
    store_events(warehouse, [make_event(11, moment, site_id=shop.site_id, **later, **MONEY)])
    fold_conversions(warehouse, [ConversionKey(shop.site_id, "o:o1", is_test=False)])
    assert read_decisions(api, shop)["o1"] == ("pending", [], "fraud_run")
    api.post("/fraud/run", shop.key, None)
    assert read_decisions(api, shop)["o1"] == ("pay", [], "")


def test_a_new_version_of_an_order_awaits_the_next_run(
    api: Api, shop: Tenant, warehouse: Warehouse, orders: None
) -> None:
    version = {"conversion_id": event_id(5), "report_number": 1, "order_id": "o5", "visitor_id": "v5", "version": 1}
    moment = at("2026-03-02T07:00:00")
    store_events(warehouse, [make_event(11, moment, site_id=shop.site_id, **version, **{**MONEY, "amount_minor": 900})])
    fold_conversions(warehouse, [ConversionKey(shop.site_id, "o:o5", is_test=False)])
    assert read_decisions(api, shop)["o5"] == ("pending", [], "fraud_run")
    api.post("/fraud/run", shop.key, None)
    assert read_decisions(api, shop)["o5"] == ("pay", [], "")
