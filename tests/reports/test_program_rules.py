"""Each program pays its partners by its own window, model and priority; a ref clicked too long ago earns nothing."""

from datetime import timedelta
from typing import Any

import pytest

from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.fixtures.money import money
from tests.reports.conftest import NOW, Api, Tenant
from warehouse.interface import Warehouse

MARCH: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}


def click(number: int, time: str, ref: str = "", **fields: object) -> dict[str, Any]:
    """A click of visitor v."""
    return make_event(number, at(time), **{"visitor_id": "v", "ref": ref, **fields})


def sale(number: int, time: str, **fields: object) -> dict[str, Any]:
    """A sale of ten euros to visitor v."""
    usual = {"type": "sale", "visitor_id": "v", "order_id": f"o{number}", "amount_minor": 1000, "currency": "EUR"}
    return make_event(number, at(time), **{**usual, **fields})


def ask(api: Api, token: str, **query: object) -> dict[str, float]:
    """Conversions by partner in March."""
    answer = api.get("/attribution", token, **{**MARCH, **query})
    return {row["key"]: row["conversions"] for row in answer["rows"]}


def explain(api: Api, token: str, number: int) -> list[tuple[str, str, int]]:
    """Ref, reason and credit of each touch."""
    touches = api.get(f"/conversions/{event_id(number)}/why", token)["touches"]
    return [(touch["ref"], touch["reason"], touch["credit"]["minor"]) for touch in touches]


def put_bob_into(api: Api, token: str, **rules: object) -> int:
    """A program of Bob's own."""
    program_id: int = api.post("/programs", token, {"name": "Bob's", **rules}, 201)["program_id"]
    bob_id = next(row["partner_id"] for row in api.get("/partners", token)["rows"] if row["code"] == "bob")
    api.send("PATCH", f"/partners/{bob_id}", token, 200, {}, {"program_id": program_id})
    return program_id


def test_a_click_earns_within_the_window_of_its_partners_program(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "alice"), click(2, "2026-03-02", "bob"), sale(3, "2026-03-10")])
    assert ask(api, shop.key) == {"bob": 1}
    program_id = put_bob_into(api, shop.key, window_days=7)
    assert ask(api, shop.key) == {"alice": 1}
    assert ask(api, shop.key, window="30d") == {"bob": 1}
    assert explain(api, shop.key, 3) == [("alice", "earns", 1000), ("bob", "window_passed", 0)]
    assert program_id in [each["program_id"] for each in api.get("/attribution", shop.key)["meta"]["programs"]]


def test_the_program_of_the_last_partner_decides_the_model(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    first = [click(1, "2026-03-01", "alice"), click(2, "2026-03-02", "bob"), click(3, "2026-03-03", channel="direct")]
    second = [click(11, "2026-03-01", "bob", visitor_id="w"), click(12, "2026-03-02", "alice", visitor_id="w")]
    store_events(warehouse, [*first, sale(4, "2026-03-10"), *second, sale(14, "2026-03-10", visitor_id="w")])
    program_id = put_bob_into(api, shop.key, model="linear")
    assert ask(api, shop.key) == pytest.approx({"alice": 1 + 1 / 3, "bob": 1 / 3, "direct": 1 / 3})
    assert api.get("/attribution", shop.key, **MARCH)["meta"]["model"] == "program"
    why = api.get(f"/conversions/{event_id(4)}/why", shop.key)
    assert (why["model"], why["program"]["program_id"], why["program"]["version"]) == ("linear", program_id, 1)
    assert [touch["credit"] for touch in why["touches"]] == [money(334), money(333), money(333)]
    assert api.get(f"/conversions/{event_id(14)}/why", shop.key)["model"] == "last_click"
    compared = api.get("/attribution/compare", shop.key, **MARCH)
    assert compared["totals"]["program"]["conversions"] == pytest.approx(2)


def test_an_archived_program_leaves_its_partners_to_the_default(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [click(2, "2026-03-02", "bob"), sale(3, "2026-03-10")])
    program_id = put_bob_into(api, shop.key, window_days=7)
    assert ask(api, shop.key) == {"unattributed": 1}
    api.send("DELETE", f"/programs/{program_id}", shop.key, 200, {})
    assert ask(api, shop.key) == {"bob": 1}


@pytest.mark.parametrize(
    ("priority", "earned", "reasons"),
    [("click", "bob", ["earns"]), ("promo_code", "alice", ["promo_code_first", "promo_code"])],
)
def test_a_program_says_whether_a_click_or_a_promo_code_goes_first(
    api: Api, shop: Tenant, warehouse: Warehouse, priority: str, earned: str, reasons: list[str]
) -> None:
    [program] = api.get("/programs", shop.key)["rows"]
    api.send("PATCH", f"/programs/{program['program_id']}", shop.key, 200, {}, {"priority": priority})
    named = sale(2, "2026-03-02", promo_code="alice10", ref="bob")
    store_events(warehouse, [click(1, "2026-03-01", "bob"), named])
    for model in ("first_click", "linear", "markov", "shapley"):
        assert ask(api, shop.key, model=model) == {earned: 1}
    assert [reason for _, reason, _ in explain(api, shop.key, 2)] == reasons


@pytest.mark.parametrize(
    ("clicked", "fields", "expected"),
    [
        ("2026-02-08T00:00:00", {}, ("referral_expired", "unattributed")),
        ("2026-02-08T00:00:00.001", {}, ("earns", "alice")),
        ("2026-02-01", {"ref": "bob"}, ("declared", "alice")),
        ("2026-02-01", {"visitor_id": "outsider"}, ("declared", "alice")),
        ("2026-02-01", {"traffic": "bot"}, ("declared", "alice")),
        ("2026-03-11", {}, ("declared", "alice")),
        ("2026-02-01", {"ref": "ALICE"}, ("referral_expired", "unattributed")),
    ],
)
def test_a_named_ref_earns_unless_it_was_clicked_too_long_ago(
    api: Api, shop: Tenant, warehouse: Warehouse, clicked: str, fields: dict[str, object], expected: tuple[str, str]
) -> None:
    store_events(warehouse, [click(1, clicked, **{"ref": "alice", **fields}), sale(2, "2026-03-10", ref="alice")])  # type: ignore[arg-type]
    reason, key = expected
    assert ask(api, shop.key) == {key: 1}
    assert reason in [said for _, said, _ in explain(api, shop.key, 2)]


def test_a_promo_code_earns_where_the_ref_has_expired(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    named = sale(2, "2026-03-10", ref="bob", promo_code="ALICE10")
    store_events(warehouse, [click(1, "2026-01-01", "bob"), named])
    assert ask(api, shop.key) == {"alice": 1}
    assert explain(api, shop.key, 2) == [("bob", "window_passed", 0), ("alice", "promo_code", 1000)]


@pytest.mark.parametrize("priority", ["click", "promo_code"])
def test_an_archived_promo_code_earns_what_it_was_redeemed_for_before(
    api: Api, shop: Tenant, warehouse: Warehouse, priority: str
) -> None:
    [program] = api.get("/programs", shop.key)["rows"]
    api.send("PATCH", f"/programs/{program['program_id']}", shop.key, 200, {}, {"priority": priority})
    redeemed = {"promo_code": "Alice10"}
    moments = {1: NOW - timedelta(milliseconds=1), 2: NOW, 3: NOW + timedelta(days=2)}
    store_events(warehouse, [sale(number, moment.isoformat(), **redeemed) for number, moment in moments.items()])
    assert ask(api, shop.key) == {"alice": 3}
    [code] = api.get("/promo-codes", shop.key)["rows"]
    api.send("DELETE", f"/promo-codes/{code['promo_code_id']}", shop.key, 200, {})
    assert ask(api, shop.key) == {"alice": 1, "unattributed": 2}
    assert [explain(api, shop.key, number) for number in moments] == [
        [("alice", "promo_code", 1000)], [("", "unattributed", 1000)], [("", "unattributed", 1000)]
    ]  # fmt: skip


def test_a_click_by_an_archived_promo_code_earns_nothing(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    clicks = [
        click(1, "2026-03-10", promo_code="ALICE10", visitor_id="before"),
        click(2, "2026-03-15T12:30:00", promo_code="ALICE10", visitor_id="after"),
    ]
    sales = [sale(number, "2026-03-16", visitor_id=name) for number, name in ((3, "before"), (4, "after"))]
    store_events(warehouse, [*clicks, *sales])
    [code] = api.get("/promo-codes", shop.key)["rows"]
    api.send("DELETE", f"/promo-codes/{code['promo_code_id']}", shop.key, 200, {})
    assert ask(api, shop.key, model="linear") == {"alice": 1, "(none)": 1}
    assert explain(api, shop.key, 3) == [("alice", "earns", 1000)]
    assert explain(api, shop.key, 4) == [("", "earns", 1000)]


def test_a_ref_expires_on_every_browser_of_a_customer(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    identify = make_event(3, at("2026-03-20"), type="identify", visitor_id="phone", customer_id="c")
    named = sale(2, "2026-03-10", ref="bob", visitor_id="", customer_id="c")
    store_events(warehouse, [click(1, "2026-01-01", "bob", visitor_id="phone"), identify, named])
    assert ask(api, shop.key) == {"unattributed": 1}
