"""Which clicks may earn: when they must have reached us, and by whom they are reported.

What a test does not name is the word of the shop's server, received when it happened.
"""

from collections.abc import Sequence
from typing import Any

from ingest.duplicates.reports import ConversionKey
from ingest.folding import fold_conversions
from tests.fixtures.event_rows import at, event_id, store_events
from tests.reports.attribution.questions import (
    BROWSER,
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


REPORTS: list[tuple[dict[str, Any], bool]] = [
    # A server names when the sale was made, however late it reports it.
    ({"received_at": at("2026-03-20")}, True),
    ({"received_at": at("2026-03-20"), "source": "import"}, True),
    # A moment in the future is none: the reception counts.
    ({"received_at": at("2026-03-09")}, True),
    # A browser may have been offline, with the click and the sale in its queue.
    ({"received_at": at("2026-03-11"), "source": "browser"}, False),
    ({"received_at": at("2026-03-11"), "source": "signed"}, False),
    ({"received_at": at("2026-03-10", hours=11), "source": "browser"}, True),
]


def test_a_browsers_click_has_reached_us_by_the_conversion(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    events = []
    for n, (said, _) in enumerate(REPORTS):
        who = {"visitor_id": f"v{n}"}
        events += [browser_click(10 + n, "2026-03-09", received_at=at("2026-03-10", hours=12), **who)]
        events += [sale(20 + n, "2026-03-10", **who, **said)]
    store_events(warehouse, events)
    late = sum(is_late for _, is_late in REPORTS)
    assert ask_who(api, shop) == {NOBODY: late, "alice": len(REPORTS) - late}
    shown = show_all(api, shop, range(20, 20 + len(REPORTS)))
    for (said, is_late), (ref, reasons, touches) in zip(REPORTS, shown, strict=True):
        assert (ref, "late_click" in reasons) == ("" if is_late else "alice", is_late), said
        assert touches[0] == ("late_click" if is_late else "earns"), said


def test_a_click_that_reaches_us_at_the_moment_of_the_sale_is_in_time(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    store_events(warehouse, [browser_click(1, "2026-03-09", received_at=at("2026-03-10")), sale(2, "2026-03-10")])
    assert show(api, shop, 2) == ("alice", [])


def test_servers_and_imports_may_report_a_click_after_the_sale(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    for n, source in enumerate(("server", "import")):
        who = {"visitor_id": f"v{n}"}
        late = browser_click(10 + n, "2026-03-09", source=source, received_at=at("2026-03-20"), **who)
        store_events(warehouse, [late, sale(20 + n, "2026-03-10", **who)])
    assert [(ref, reasons) for ref, reasons, _ in show_all(api, shop, (20, 21))] == [("alice", [])] * 2


def test_a_click_that_counts_at_its_reception_is_late_where_its_own_time_would_have_earned(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    late = {"2026-03-09": True, "2026-03-10": True, "2026-03-10T00:00:00.001": False, "2026-02-08": False}
    visitors = [{"visitor_id": f"v{n}"} for n in range(len(late))]
    clicks = [browser_click(10 + n, "2026-03-12", named_at=at(named), **visitors[n]) for n, named in enumerate(late)]
    store_events(warehouse, clicks)
    store_events(warehouse, [sale(20 + n, "2026-03-10", **who) for n, who in enumerate(visitors)])
    assert ask_who(api, shop) == {NOBODY: len(late)}
    shown = [reasons for _, reasons, _ in show_all(api, shop, range(20, 20 + len(late)))]
    assert shown == [["late_click"] * is_late for is_late in late.values()]


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


def store_people(warehouse: Warehouse, sources: Sequence[str], ways: Sequence[Sequence[str]]) -> range:
    """A click of each source that names the columns of each way, and a sale that names all; the sales' numbers."""
    events, cases = [], [(source, way) for source in sources for way in ways]
    for n, (source, way) in enumerate(cases):
        whole = {"visitor_id": f"v{n}", "customer_id": f"c{n}", "email_hash": f"e{n}"}
        named = {column: value if column in way else "" for column, value in whole.items()}
        events += [click(10 + n, "2026-03-01", "alice", source=source, **named)]
        events += [sale(30 + n, "2026-03-02", **whole)]
    store_events(warehouse, events)
    return range(30, 30 + len(cases))


def test_a_browsers_click_earns_through_its_visitor_alone(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    ways = (["customer_id"], ["email_hash"], ["customer_id", "email_hash"])
    sales = store_people(warehouse, ("browser", "redirect"), ways)
    assert ask_who(api, shop) == {NOBODY: len(sales)}


def test_a_click_of_a_server_earns_through_visitor_customer_or_email(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    sales = store_people(warehouse, ("server", "import"), (["visitor_id"], ["customer_id"], ["email_hash"]))
    assert [(ref, reasons) for ref, reasons, _ in show_all(api, shop, sales)] == [("alice", [])] * len(sales)


def test_a_pixels_click_is_counted_and_earns_nothing(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "alice", source="pixel"), sale(2, "2026-03-02")])
    assert ask_who(api, shop) == {NOBODY: 1}
    assert explain(api, shop, 2) == ["pixel", "unattributed"]
    [alice, _] = api.get("/partners/stats", shop.key, **MARCH)["rows"]
    assert alice["clicks"] == 1
