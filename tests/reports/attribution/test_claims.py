"""What only browsers say of who is who counts where nothing confirmed speaks, and is not payable."""

from typing import Any

import pytest

from tests.fixtures.event_rows import at, event_id, store_events
from tests.fraud.one_rule import save_one_rule
from tests.reports.attribution.questions import (
    BROWSER,
    BY_CUSTOMER,
    MARCH,
    ask_who,
    browser_click,
    click,
    identify,
    judge,
    sale,
    show_all,
)
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse


@pytest.mark.parametrize(
    ("confirmed", "ref"),
    [
        ([], "bob"),
        (["alice"], "alice"),
        (["newsletter"], "newsletter"),
        ({"ref": "alice"}, "alice"),
        ({"promo_code": "ALICE10"}, "alice"),
        ({"ref": "newsletter"}, "bob"),
        ({"promo_code": "SPRING"}, "bob"),
    ],
)
def test_a_claim_counts_where_nothing_confirmed_speaks(
    api: Api, shop: Tenant, warehouse: Warehouse, confirmed: list[str] | dict[str, Any], ref: str
) -> None:
    claimed = [
        browser_click(1, "2026-03-03", "bob", visitor_id="phone"),
        identify(10, "2026-03-03", "phone", **BROWSER),
    ]
    named = confirmed if isinstance(confirmed, dict) else {}
    clicks = [click(20 + n, "2026-03-01", each) for n, each in enumerate(confirmed if not named else ())]
    store_events(warehouse, [*claimed, *clicks, sale(2, "2026-03-04", customer_id="c", **named)])
    [(shown, reasons, touches)] = show_all(api, shop, [2])
    assert (shown, reasons) == (ref, ["unsigned_identity"] if ref == "bob" else [])
    assert ("claim" in touches) is (ref != "bob")


def test_a_claim_takes_nothing_under_any_model(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    claimed = [
        browser_click(1, "2026-03-03", "bob", visitor_id="phone"),
        identify(10, "2026-03-03", "phone", **BROWSER),
    ]
    store_events(warehouse, [*claimed, click(2, "2026-03-01", "alice"), sale(3, "2026-03-04", customer_id="c")])
    for model in ("first_click", "last_click", "last_partner_click", "linear", "position", "time_decay", "markov"):
        assert ask_who(api, shop, model) == {"alice": 1}


def test_what_a_claim_earns_is_not_payable(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    claimed = [browser_click(1, "2026-03-01"), identify(10, "2026-03-01", **BROWSER)]
    store_events(warehouse, [*claimed, sale(2, "2026-03-04", **BY_CUSTOMER)])
    assert judge(api, shop, 2) == ("pending", ["unsigned_identity"])


def test_the_words_that_no_signature_covers_are_not_payable(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    signed: dict[str, Any] = {"source": "signed"}
    named: list[dict[str, Any]] = [{"ref": "alice"}, {"promo_code": "ALICE10"}, {"ref": "alice", "visitor_id": "v"}]
    store_events(warehouse, [click(9, "2026-03-01", "alice")])
    sales = [sale(n, "2026-03-04", **{"visitor_id": f"w{n}", **signed, **each}) for n, each in enumerate(named, 1)]
    store_events(warehouse, [*sales, sale(4, "2026-03-04", visitor_id="w4", ref="alice")])
    save_one_rule(warehouse, shop.site_id)
    api.post("/fraud/run", shop.key, None)
    listed = {row["event_id"]: row for row in api.get("/conversions", shop.key, **MARCH)["rows"]}
    found = []
    for number in range(1, 5):
        row, why = listed[event_id(number)], api.get(f"/conversions/{event_id(number)}/why", shop.alice)["conversion"]
        assert (why["decision"], why["reasons"]) == (row["decision"], row["reasons"])
        found.append((row["partner"], row["decision"], row["reasons"]))
    # By a click, or said by the server, it is confirmed.
    assert found == [("alice", "pending", ["unconfirmed"])] * 2 + [("alice", "pay", [])] * 2


def test_the_report_says_what_only_claims_earn(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    claimed = [browser_click(1, "2026-03-01", visitor_id="phone"), identify(2, "2026-03-01", "phone", **BROWSER)]
    store_events(warehouse, [*claimed, sale(3, "2026-03-04", **BY_CUSTOMER)])
    store_events(warehouse, [click(4, "2026-03-01", "bob"), sale(5, "2026-03-04", 500)])

    def read(token: str) -> tuple[float, int]:
        meta = api.get("/attribution", token, **MARCH)["meta"]["unconfirmed"]
        return meta["conversions"], sum(money["minor"] for money in meta["revenue"])

    assert (read(shop.key), read(shop.alice), read(shop.bob)) == ((1, 1000), (1, 1000), (0, 0))
    row = {"site_id": shop.site_id, "subject_kind": "conversion", "subject_id": event_id(3), "decision": "pay"}
    row |= {"decided_by": "olga", "decided_at": at("2026-03-05")}
    warehouse.insert("decisions", {name: [value] for name, value in row.items()})
    assert read(shop.key) == (0, 0)
