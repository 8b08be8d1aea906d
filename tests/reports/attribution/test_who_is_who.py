"""Whose clicks a conversion has: to whom a browser belonged at a moment, and which pairs are confirmed."""

from collections.abc import Sequence

import pytest

from tests.fixtures.event_rows import at, make_event, store_events
from tests.reports.attribution.questions import (
    BROWSER,
    BY_CUSTOMER,
    BY_EMAIL,
    ask_who,
    browser_click,
    identify,
    judge,
    sale,
    show,
    show_all,
)
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse


@pytest.mark.parametrize(
    ("sources", "is_claim"),
    [
        (["browser"], True),
        (["browser", "redirect"], True),
        (["server"], False),
        (["import"], False),
        (["signed"], False),
        (["browser", "server"], False),
        (["signed", "browser"], False),
    ],
)
def test_a_pair_of_visitor_and_customer_is_a_claim_until_somebody_trusted_names_both(
    api: Api, shop: Tenant, warehouse: Warehouse, sources: Sequence[str], is_claim: bool
) -> None:
    pairs = [identify(n, "2026-03-01", source=source) for n, source in enumerate(sources, 10)]
    store_events(warehouse, [browser_click(1, "2026-03-02"), sale(2, "2026-03-03", **BY_CUSTOMER), *pairs])
    assert ask_who(api, shop) == {"alice": 1}
    assert show(api, shop, 2) == ("alice", ["unsigned_identity"] * is_claim)
    assert judge(api, shop, 2)[0] == ("pending" if is_claim else "pay")


def test_a_pair_is_confirmed_for_one_browser_and_one_customer(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    pairs = [
        identify(10, "2026-03-01", **BROWSER),
        identify(11, "2026-03-01", visitor="w"),
        identify(12, "2026-03-05", customer="d"),
    ]
    store_events(warehouse, [browser_click(1, "2026-03-02"), sale(2, "2026-03-03", **BY_CUSTOMER), *pairs])
    assert show(api, shop, 2) == ("alice", ["unsigned_identity"])


@pytest.mark.parametrize(
    ("clicked", "owner"),
    [
        ("2026-03-01", "first"),
        ("2026-03-04", "first"),
        ("2026-03-04T23:59:59.999", "first"),
        ("2026-03-05", "second"),
        ("2026-03-06", "second"),
        ("2026-03-08", "first"),
    ],
)
def test_a_browser_belongs_to_whoever_was_named_on_it_last(
    api: Api, shop: Tenant, warehouse: Warehouse, clicked: str, owner: str
) -> None:
    named = [("2026-03-03", "first"), ("2026-03-05", "second"), ("2026-03-07", "first")]
    pairs = [identify(n, time, customer=customer) for n, (time, customer) in enumerate(named, 10)]
    sales = [
        sale(n, "2026-03-09", visitor_id="", customer_id=customer) for n, customer in ((2, "first"), (3, "second"))
    ]
    store_events(warehouse, [browser_click(1, clicked), *pairs, *sales])
    assert [ref for ref, *_ in show_all(api, shop, (2, 3))] == (["alice", ""] if owner == "first" else ["", "alice"])


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


@pytest.mark.parametrize(("sold", "ref"), [("2026-03-05", "alice"), ("2026-03-07", "")])
def test_a_sale_that_names_a_browser_alone_has_the_customer_of_its_moment(
    api: Api, shop: Tenant, warehouse: Warehouse, sold: str, ref: str
) -> None:
    pairs = [
        identify(10, "2026-03-01", visitor="phone"),
        identify(11, "2026-03-01"),
        identify(12, "2026-03-06", customer="other"),
    ]
    store_events(warehouse, [*pairs, browser_click(1, "2026-03-02", visitor_id="phone"), sale(2, sold)])
    assert show(api, shop, 2)[0] == ref


def test_a_sale_that_names_a_customer_has_no_other(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    pairs = [
        identify(10, "2026-03-01", visitor="phone", customer="other"),
        identify(11, "2026-03-01", customer="other"),
    ]
    clicks = [browser_click(1, "2026-03-02", visitor_id="phone")]
    store_events(warehouse, [*pairs, *clicks, sale(2, "2026-03-03", customer_id="c"), sale(3, "2026-03-02T12:00")])
    assert [ref for ref, *_ in show_all(api, shop, (2, 3))] == ["", "alice"]


@pytest.mark.parametrize(
    ("source", "reasons"), [("browser", ["unsigned_identity"]), ("signed", ["unsigned_identity"]), ("server", [])]
)
def test_an_email_is_an_id_like_a_customers(
    api: Api, shop: Tenant, warehouse: Warehouse, source: str, reasons: list[str]
) -> None:
    # A signature does not cover the address.
    lead = make_event(10, at("2026-03-02"), type="lead", visitor_id="phone", email_hash="e", source=source)
    store_events(warehouse, [browser_click(1, "2026-03-01", visitor_id="phone")])
    store_events(warehouse, [lead, sale(2, "2026-03-03", **BY_EMAIL)])
    assert show(api, shop, 2) == ("alice", reasons)


def test_a_browser_has_an_owner_by_customer_and_one_by_email(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    pairs = [identify(10, "2026-03-01"), identify(11, "2026-03-02", customer="", email_hash="e")]
    sales = [sale(2, "2026-03-04", **BY_CUSTOMER), sale(3, "2026-03-04", **BY_EMAIL)]
    for events in (pairs[:1], pairs[1:], [browser_click(1, "2026-03-03")], sales[:1], sales[1:]):
        store_events(warehouse, events)
    assert [(ref, reasons) for ref, reasons, _ in show_all(api, shop, (2, 3))] == [("alice", [])] * 2


@pytest.mark.parametrize(("source", "reasons"), [("browser", ["unsigned_identity"]), ("server", [])])
def test_a_customer_and_an_email_that_one_event_names_are_one_person(
    api: Api, shop: Tenant, warehouse: Warehouse, source: str, reasons: list[str]
) -> None:
    store_events(warehouse, [browser_click(1, "2026-03-01", visitor_id="phone")])
    store_events(warehouse, [identify(10, "2026-03-01", visitor="phone")])
    store_events(warehouse, [identify(11, "2026-03-02", visitor="", email_hash="e", source=source)])
    store_events(warehouse, [sale(2, "2026-03-03", **BY_EMAIL)])
    assert show(api, shop, 2) == ("alice", reasons)
