"""Which clicks may earn: when they must have reached us, and by whom they are reported.

What a test does not name is the word of the shop's server, received when it happened.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from ingest.duplicates.reports import ConversionKey
from ingest.folding import fold_conversions
from tests.fixtures.event_rows import at, event_id, store_events
from tests.reports.attribution.questions import (
    BROWSER,
    BY_CUSTOMER,
    BY_EMAIL,
    MARCH,
    ask_who,
    browser_click,
    click,
    explain,
    sale,
    show,
    show_all,
)
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

NOBODY = "unattributed"


@pytest.mark.parametrize(
    ("said", "is_late"),
    [
        # A server names when the sale was made, however late it reports it.
        ({"received_at": at("2026-03-20")}, True),
        ({"received_at": at("2026-03-20"), "source": "import"}, True),
        # A moment in the future is none: the reception counts.
        ({"received_at": at("2026-03-09")}, True),
        # A browser may have been offline, with the click and the sale in its queue.
        ({"received_at": at("2026-03-11"), "source": "browser"}, False),
        ({"received_at": at("2026-03-11"), "source": "signed"}, False),
        ({"received_at": at("2026-03-10", hours=11), "source": "browser"}, True),
    ],
)
def test_a_browsers_click_has_reached_us_by_the_conversion(
    api: Api, shop: Tenant, warehouse: Warehouse, said: Mapping[str, Any], is_late: bool
) -> None:
    store_events(warehouse, [browser_click(1, "2026-03-09", received_at=at("2026-03-10", hours=12))])
    store_events(warehouse, [sale(2, "2026-03-10", **said)])
    assert ask_who(api, shop) == {NOBODY if is_late else "alice": 1}
    [(ref, reasons, touches)] = show_all(api, shop, [2])
    assert (ref, "late_click" in reasons) == ("" if is_late else "alice", is_late)
    assert touches[0] == ("late_click" if is_late else "earns")


def test_a_click_that_reaches_us_at_the_moment_of_the_sale_is_in_time(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    store_events(warehouse, [browser_click(1, "2026-03-09", received_at=at("2026-03-10")), sale(2, "2026-03-10")])
    assert show(api, shop, 2) == ("alice", [])


@pytest.mark.parametrize("source", ["server", "import"])
def test_servers_and_imports_may_report_a_click_after_the_sale(
    api: Api, shop: Tenant, warehouse: Warehouse, source: str
) -> None:
    late = browser_click(1, "2026-03-09", source=source, received_at=at("2026-03-20"))
    store_events(warehouse, [late, sale(2, "2026-03-10")])
    assert show(api, shop, 2) == ("alice", [])


@pytest.mark.parametrize(
    ("named", "is_late"),
    [("2026-03-09", True), ("2026-03-10", True), ("2026-03-10T00:00:00.001", False), ("2026-02-08", False)],
)
def test_a_click_that_counts_at_its_reception_is_late_where_its_own_time_would_have_earned(
    api: Api, shop: Tenant, warehouse: Warehouse, named: str, is_late: bool
) -> None:
    store_events(warehouse, [browser_click(1, "2026-03-12", named_at=at(named))])
    store_events(warehouse, [sale(2, "2026-03-10")])
    assert ask_who(api, shop) == {NOBODY: 1}
    assert show(api, shop, 2)[1] == ["late_click"] * is_late


def test_an_earlier_click_earns_in_the_place_of_a_late_one(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    late = browser_click(2, "2026-03-09", "bob", received_at=at("2026-03-11"))
    store_events(warehouse, [click(1, "2026-03-08", "alice"), late, sale(3, "2026-03-10")])
    assert show_all(api, shop, [3]) == [("alice", ["late_click"], ["earns", "late_click"])]


def test_a_server_that_confirms_a_sale_says_until_when_clicks_count(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    reported: dict[str, Any] = {"site_id": shop.site_id, "order_id": "o"}
    between = browser_click(1, "2026-03-09", received_at=at("2026-03-10", hours=1))
    store_events(warehouse, [between])
    store_events(warehouse, [sale(2, "2026-03-10", received_at=at("2026-03-10", hours=2), **BROWSER, **reported)])
    assert show(api, shop, 2)[0] == "alice"
    later: dict[str, Any] = {"conversion_id": event_id(2), "report_number": 1, "received_at": at("2026-03-11")}
    store_events(warehouse, [sale(3, "2026-03-10", **reported, **later)])
    fold_conversions(warehouse, [ConversionKey(shop.site_id, "o:o", is_test=False)])
    assert show(api, shop, 2) == ("", ["late_click"])


@pytest.mark.parametrize("source", ["browser", "redirect"])
@pytest.mark.parametrize("who", [BY_CUSTOMER, BY_EMAIL, {**BY_CUSTOMER, "email_hash": "e"}])
def test_a_browsers_click_earns_through_its_visitor_alone(
    api: Api, shop: Tenant, warehouse: Warehouse, source: str, who: Mapping[str, Any]
) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "alice", source=source, **{"email_hash": "", **who})])
    store_events(warehouse, [sale(2, "2026-03-02", customer_id="c", email_hash="e")])
    assert ask_who(api, shop) == {NOBODY: 1}


@pytest.mark.parametrize("source", ["server", "import"])
@pytest.mark.parametrize("who", [{"visitor_id": "v"}, BY_CUSTOMER, BY_EMAIL])
def test_a_click_of_a_server_earns_through_visitor_customer_or_email(
    api: Api, shop: Tenant, warehouse: Warehouse, source: str, who: Mapping[str, Any]
) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "alice", source=source, **who)])
    store_events(warehouse, [sale(2, "2026-03-02", customer_id="c", email_hash="e")])
    assert show(api, shop, 2) == ("alice", [])


def test_a_pixels_click_is_counted_and_earns_nothing(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "alice", source="pixel"), sale(2, "2026-03-02")])
    assert ask_who(api, shop) == {NOBODY: 1}
    assert explain(api, shop, 2) == ["pixel", "unattributed"]
    [alice, _] = api.get("/partners/stats", shop.key, **MARCH)["rows"]
    assert alice["clicks"] == 1
