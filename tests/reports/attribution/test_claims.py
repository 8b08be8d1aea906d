"""What only browsers say of who is who counts where nothing confirmed speaks, and is not payable."""

from typing import Any

import pytest

from tests.fixtures.event_rows import store_events
from tests.reports.attribution.questions import (
    BROWSER,
    BY_CUSTOMER,
    ask_who,
    browser_click,
    click,
    explain,
    identify,
    judge,
    sale,
    show,
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
    assert show(api, shop, 2) == (ref, ["unsigned_identity"] if ref == "bob" else [])
    assert ("claim" in explain(api, shop, 2)) is (ref != "bob")


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
