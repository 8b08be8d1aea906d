"""Whose clicks a conversion has: to whom a browser belonged at a moment, and which pairs are confirmed."""

from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.reports.attribution.questions import (
    BROWSER,
    BY_CUSTOMER,
    BY_EMAIL,
    ask_who,
    browser_click,
    identify,
    judge_all,
    sale,
    show,
    show_all,
)
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

# Who names both, and whether that is a claim.
PAIRS: list[tuple[list[str], bool]] = [
    (["browser"], True),
    (["browser", "redirect"], True),
    (["server"], False),
    (["import"], False),
    (["signed"], False),
    (["browser", "server"], False),
    (["signed", "browser"], False),
]


def test_a_pair_of_visitor_and_customer_is_a_claim_until_somebody_trusted_names_both(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    events = []
    for n, (sources, _) in enumerate(PAIRS):
        visitor, customer = f"v{n}", f"c{n}"
        events += [
            identify(100 + 10 * n + m, "2026-03-01", visitor, customer, source=source)
            for m, source in enumerate(sources)
        ]
        events += [browser_click(20 + n, "2026-03-02", visitor_id=visitor)]
        events += [sale(40 + n, "2026-03-03", visitor_id="", customer_id=customer)]
    store_events(warehouse, events)
    assert ask_who(api, shop) == {"alice": len(PAIRS)}
    numbers = range(40, 40 + len(PAIRS))
    shown = [(ref, reasons) for ref, reasons, _ in show_all(api, shop, numbers)]
    assert shown == [("alice", ["unsigned_identity"] * is_claim) for _, is_claim in PAIRS]
    assert judge_all(api, shop) == {
        event_id(number): "pending" if is_claim else "pay" for number, (_, is_claim) in zip(numbers, PAIRS, strict=True)
    }


def test_a_pair_is_confirmed_for_one_browser_and_one_customer(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    pairs = [
        identify(10, "2026-03-01", **BROWSER),
        identify(11, "2026-03-01", visitor="w"),
        identify(12, "2026-03-05", customer="d"),
    ]
    store_events(warehouse, [browser_click(1, "2026-03-02"), sale(2, "2026-03-03", **BY_CUSTOMER), *pairs])
    assert show(api, shop, 2) == ("alice", ["unsigned_identity"])


# When a browser's click was, and whose it is.
OWNERS = {
    "2026-03-01": "first",
    "2026-03-04": "first",
    "2026-03-04T23:59:59.999": "first",
    "2026-03-05": "second",
    "2026-03-06": "second",
    "2026-03-08": "first",
}


def test_a_browser_belongs_to_whoever_was_named_on_it_last(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    events = []
    for n, clicked in enumerate(OWNERS):
        named = [("2026-03-03", "first"), ("2026-03-05", "second"), ("2026-03-07", "first")]
        events += [identify(100 + 10 * n + m, time, f"v{n}", f"{who}{n}") for m, (time, who) in enumerate(named)]
        events += [browser_click(20 + n, clicked, visitor_id=f"v{n}")]
        for first, who in ((40, "first"), (60, "second")):
            events += [sale(first + n, "2026-03-09", visitor_id="", customer_id=f"{who}{n}")]
    store_events(warehouse, events)
    for first, who in ((40, "first"), (60, "second")):
        shown = [ref for ref, *_ in show_all(api, shop, range(first, first + len(OWNERS)))]
        assert shown == ["alice" if owner == who else "" for owner in OWNERS.values()], who


def test_a_customer_named_later_changes_nothing_earlier(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    events = [browser_click(1, "2026-03-02"), identify(10, "2026-03-01"), sale(2, "2026-03-03", **BY_CUSTOMER)]
    store_events(warehouse, events)
    assert show(api, shop, 2)[0] == "alice"
    store_events(warehouse, [identify(11, "2026-03-04", customer="later")])
    store_events(warehouse, [sale(3, "2026-03-05", visitor_id="", customer_id="later")])
    assert [ref for ref, *_ in show_all(api, shop, (2, 3))] == ["alice", ""]


def test_the_clicks_on_the_browser_of_a_sale_count_whoever_used_it(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    pairs = [identify(10, "2026-03-01", customer="other"), identify(11, "2026-03-03")]
    store_events(warehouse, [*pairs, browser_click(1, "2026-03-02"), sale(2, "2026-03-04", customer_id="c")])
    assert show(api, shop, 2) == ("alice", [])


def test_a_sale_that_names_a_browser_alone_has_the_customer_of_its_moment(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    pairs = [
        identify(10, "2026-03-01", visitor="phone"),
        identify(11, "2026-03-01"),
        identify(12, "2026-03-06", customer="other"),
    ]
    sales = [sale(2, "2026-03-05"), sale(3, "2026-03-07")]
    store_events(warehouse, [*pairs, browser_click(1, "2026-03-02", visitor_id="phone"), *sales])
    assert [ref for ref, *_ in show_all(api, shop, (2, 3))] == ["alice", ""]


def test_a_sale_that_names_a_customer_has_no_other(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    pairs = [
        identify(10, "2026-03-01", visitor="phone", customer="other"),
        identify(11, "2026-03-01", customer="other"),
    ]
    clicks = [browser_click(1, "2026-03-02", visitor_id="phone")]
    store_events(warehouse, [*pairs, *clicks, sale(2, "2026-03-03", customer_id="c"), sale(3, "2026-03-02T12:00")])
    assert [ref for ref, *_ in show_all(api, shop, (2, 3))] == ["", "alice"]


def test_an_email_is_an_id_like_a_customers(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    # A signature does not cover the address.
    expected = {"browser": ["unsigned_identity"], "signed": ["unsigned_identity"], "server": []}
    events = []
    for n, source in enumerate(expected):
        phone, email = {"visitor_id": f"phone{n}"}, {"email_hash": f"e{n}"}
        events += [browser_click(10 + n, "2026-03-01", **phone, email_hash="")]
        events += [make_event(20 + n, at("2026-03-02"), type="lead", source=source, **phone, **email)]
        events += [sale(30 + n, "2026-03-03", visitor_id="", **email)]
    store_events(warehouse, events)
    shown = [(ref, reasons) for ref, reasons, _ in show_all(api, shop, range(30, 33))]
    assert shown == [("alice", reasons) for reasons in expected.values()]


def test_a_browser_has_an_owner_by_customer_and_one_by_email(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    pairs = [identify(10, "2026-03-01"), identify(11, "2026-03-02", customer="", email_hash="e")]
    sales = [sale(2, "2026-03-04", **BY_CUSTOMER), sale(3, "2026-03-04", **BY_EMAIL)]
    for events in (pairs[:1], pairs[1:], [browser_click(1, "2026-03-03")], sales[:1], sales[1:]):
        store_events(warehouse, events)
    assert [(ref, reasons) for ref, reasons, _ in show_all(api, shop, (2, 3))] == [("alice", [])] * 2


def test_a_customer_and_an_email_that_one_event_names_are_one_person(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    expected = {"browser": ["unsigned_identity"], "server": []}
    events = []
    for n, source in enumerate(expected):
        email = {"email_hash": f"e{n}"}
        events += [browser_click(10 + n, "2026-03-01", visitor_id=f"phone{n}", email_hash="")]
        events += [identify(20 + n, "2026-03-01", f"phone{n}", f"c{n}", email_hash="")]
        events += [identify(30 + n, "2026-03-02", "", f"c{n}", source=source, **email)]
        events += [sale(40 + n, "2026-03-03", visitor_id="", **email)]
    store_events(warehouse, events)
    shown = [(ref, reasons) for ref, reasons, _ in show_all(api, shop, (40, 41))]
    assert shown == [("alice", reasons) for reasons in expected.values()]
