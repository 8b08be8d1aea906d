"""Who is credited: when a click counts, whose it is, who is who at which moment, what is only claimed, who is active.

What a test does not name is the word of the shop's server, received when it happened; the conversions are those of
March, and the shop's partners are Alice (with the code Ally and the promo code ALICE10) and Bob.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from database.sessions import Sessions, begin_change
from ingest.duplicates.reports import ConversionKey
from ingest.folding import fold_conversions
from registry.partner_statuses import set_status
from registry.partners import get_partner, list_partners
from registry.promo_codes import create_promo_code
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.reports.attribution.questions import MARCH, click, sale
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

Event = dict[str, Any]
NOBODY = "unattributed"
BROWSER = {"source": "browser"}
# A conversion that says nothing of a browser, and one that says nothing of a customer.
BY_CUSTOMER = {"visitor_id": "", "customer_id": "c"}
BY_EMAIL = {"visitor_id": "", "email_hash": "e"}


def identify(number: int, time: str, visitor: str = "v", customer: str = "c", **fields: object) -> Event:
    """The visitor is the customer."""
    named = {"type": "identify", "visitor_id": visitor, "customer_id": customer}
    return make_event(number, at(time), **{**named, **fields})


def browser_click(number: int, time: str, ref: str = "alice", **fields: object) -> Event:
    """A click that the browser of visitor v reports as it happens."""
    return click(number, time, ref, **{**BROWSER, **fields})


def ask_who(api: Api, shop: Tenant, model: str = "last_click", by: str = "partner") -> dict[str, float]:
    """Conversions of each key."""
    rows = api.get("/attribution", shop.key, **MARCH, model=model, by=by)["rows"]
    return {row["key"]: row["conversions"] for row in rows}


def show(api: Api, shop: Tenant, number: int) -> tuple[str, list[str]]:
    """The ref and the reasons of a conversion."""
    rows = api.get("/conversions", shop.key, **MARCH)["rows"]
    [row] = [each for each in rows if each["event_id"] == event_id(number)]
    why = api.get(f"/conversions/{event_id(number)}/why", shop.key)["conversion"]
    assert (why["ref"], why["reasons"]) == (row["ref"], row["reasons"])
    return row["ref"], row["reasons"]


def explain(api: Api, shop: Tenant, number: int) -> list[str]:
    """The reason of each touch of a conversion."""
    return [touch["reason"] for touch in api.get(f"/conversions/{event_id(number)}/why", shop.key)["touches"]]


def judge(api: Api, shop: Tenant, number: int) -> tuple[str, list[str]]:
    """The decision on a conversion after a fraud run, and its reasons."""
    api.post("/fraud/run", shop.key, None)
    conversion = api.get(f"/conversions/{event_id(number)}/why", shop.key)["conversion"]
    return conversion["decision"], conversion["reasons"]


# Clicks that come late


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
    api: Api, shop: Tenant, warehouse: Warehouse, said: Mapping[str, object], is_late: bool
) -> None:
    store_events(warehouse, [browser_click(1, "2026-03-09", received_at=at("2026-03-10", hours=12))])
    store_events(warehouse, [sale(2, "2026-03-10", **said)])
    assert ask_who(api, shop) == {NOBODY if is_late else "alice": 1}
    ref, reasons = show(api, shop, 2)
    assert (ref, "late_click" in reasons) == ("" if is_late else "alice", is_late)
    assert explain(api, shop, 2)[0] == ("late_click" if is_late else "earns")


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
    assert show(api, shop, 3) == ("alice", ["late_click"])
    assert explain(api, shop, 3) == ["earns", "late_click"]


def test_a_server_that_confirms_a_sale_says_until_when_clicks_count(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    reported = {"site_id": shop.site_id, "order_id": "o"}
    between = browser_click(1, "2026-03-09", received_at=at("2026-03-10", hours=1))
    store_events(warehouse, [between])
    store_events(warehouse, [sale(2, "2026-03-10", received_at=at("2026-03-10", hours=2), **BROWSER, **reported)])
    assert show(api, shop, 2)[0] == "alice"
    later = {"conversion_id": event_id(2), "report_number": 1, "received_at": at("2026-03-11")}
    store_events(warehouse, [sale(3, "2026-03-10", **reported, **later)])
    fold_conversions(warehouse, [ConversionKey(shop.site_id, "o:o", is_test=False)])
    assert show(api, shop, 2) == ("", ["late_click"])


# Whose click may earn


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


# Who is who


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
    assert [show(api, shop, n)[0] for n in (2, 3)] == (["alice", ""] if owner == "first" else ["", "alice"])


def test_a_customer_named_later_changes_nothing_earlier(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    events = [browser_click(1, "2026-03-02"), identify(10, "2026-03-01"), sale(2, "2026-03-03", **BY_CUSTOMER)]
    store_events(warehouse, events)
    assert show(api, shop, 2)[0] == "alice"
    store_events(warehouse, [identify(11, "2026-03-04", customer="later")])
    store_events(warehouse, [sale(3, "2026-03-05", visitor_id="", customer_id="later")])
    assert [show(api, shop, n)[0] for n in (2, 3)] == ["alice", ""]


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
    assert [show(api, shop, n)[0] for n in (2, 3)] == ["", "alice"]


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
    assert [show(api, shop, n) for n in (2, 3)] == [("alice", [])] * 2


@pytest.mark.parametrize(("source", "reasons"), [("browser", ["unsigned_identity"]), ("server", [])])
def test_a_customer_and_an_email_that_one_event_names_are_one_person(
    api: Api, shop: Tenant, warehouse: Warehouse, source: str, reasons: list[str]
) -> None:
    store_events(warehouse, [browser_click(1, "2026-03-01", visitor_id="phone")])
    store_events(warehouse, [identify(10, "2026-03-01", visitor="phone")])
    store_events(warehouse, [identify(11, "2026-03-02", visitor="", email_hash="e", source=source)])
    store_events(warehouse, [sale(2, "2026-03-03", **BY_EMAIL)])
    assert show(api, shop, 2) == ("alice", reasons)


# What is only claimed


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
    api: Api, shop: Tenant, warehouse: Warehouse, confirmed: list[str] | dict[str, str], ref: str
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


# Who is credited


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("first_click", {"alice": 1}),
        ("last_click", {"(none)": 1}),
        ("last_partner_click", {"bob": 1}),
        ("linear", {"alice": 1 / 3, "bob": 1 / 3, "(none)": 1 / 3}),
    ],
)
def test_what_falls_to_a_click_of_no_partner_falls_to_nobody(
    api: Api, shop: Tenant, warehouse: Warehouse, model: str, expected: dict[str, float]
) -> None:
    clicks = [click(1, "2026-03-01", "Ally"), click(2, "2026-03-02", "bob"), click(3, "2026-03-03", "newsletter")]
    store_events(warehouse, [*clicks, sale(4, "2026-03-04", promo_code="ALICE10")])
    assert ask_who(api, shop, model) == pytest.approx(expected)


@pytest.mark.parametrize(
    "later",
    [
        {"ref": "newsletter"},
        {"ref": "", "channel": "paid_search", "utm_source": "google", "utm_medium": "cpc"},
        {"ref": "", "channel": "direct"},
    ],
)
def test_no_other_click_takes_a_sale_from_the_last_partner(
    api: Api, shop: Tenant, warehouse: Warehouse, later: dict[str, str]
) -> None:
    clicks = [click(1, "2026-03-01", "bob"), click(2, "2026-03-02", "alice"), click(3, "2026-03-03", **later)]
    store_events(warehouse, [*clicks, sale(4, "2026-03-04", ref="bob", promo_code="BOB")])
    assert ask_who(api, shop, "last_partner_click") == {"alice": 1}


@pytest.mark.parametrize(
    ("named", "partner"),
    [
        ({"ref": "bob", "promo_code": "ALICE10"}, "bob"),
        ({"promo_code": "ALICE10"}, "alice"),
        ({"ref": "newsletter", "promo_code": "ALICE10"}, "alice"),
        ({"ref": "newsletter"}, ""),
        ({"ref": "newsletter", "promo_code": "SPRING"}, ""),
        ({}, ""),
    ],
)
def test_where_the_path_credits_nobody_the_sale_goes_to_the_partner_it_names(
    api: Api, shop: Tenant, warehouse: Warehouse, named: dict[str, str], partner: str
) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "newsletter", visitor_id="w"), sale(2, "2026-03-02", **named)])
    store_events(warehouse, [sale(3, "2026-03-02", visitor_id="w", **named)])
    # Without a click, and with one that is no partner's.
    assert ask_who(api, shop, "last_partner_click").get(partner or "alice", 0) == (2 if partner else 0)
    assert ask_who(api, shop, "last_click").get(partner or "alice", 0) == (1 if partner else 0)
    assert show(api, shop, 3)[0] == "newsletter"


@pytest.mark.parametrize(
    ("typed", "partner"),
    [
        ("alice10", "alice"),
        ("SPRING,ALICE10", "alice"),
        ("spring; Alice10 ;BOB5", "alice"),
        ("BOB5 ALICE10", "bob"),
        ("SPRING\tbob5", "bob"),
        ("ALICE10X", ""),
        ("ALICE 10", ""),
        (",; ", ""),
    ],
)
def test_of_several_promo_codes_the_first_that_is_a_partners_counts(
    api: Api, shop: Tenant, warehouse: Warehouse, sessions: Sessions, typed: str, partner: str
) -> None:
    with begin_change(sessions) as session:
        bob = next(each for each in list_partners(session, shop.site_id) if each.name == "Bob")
        create_promo_code(session, shop.site_id, bob.id, "BOB5")
    store_events(warehouse, [sale(1, "2026-03-02", promo_code=typed)])
    assert show(api, shop, 1)[0] == partner


@pytest.mark.parametrize(
    ("typed", "ref"), [("ALICE10", "alice"), ("SPRING,alice10", "alice"), ("SPRING", "bob"), ("", "bob")]
)
def test_a_program_may_put_a_partners_code_before_clicks_and_refs(
    api: Api, shop: Tenant, warehouse: Warehouse, typed: str, ref: str
) -> None:
    [program] = api.get("/programs", shop.key)["rows"]
    api.send("PATCH", f"/programs/{program['program_id']}", shop.key, 200, {}, {"priority": "promo_code"})
    store_events(warehouse, [click(1, "2026-03-01", "bob"), sale(2, "2026-03-02", ref="bob", promo_code=typed)])
    assert show(api, shop, 2)[0] == ref


# Partners who are not active


# Moments of Alice's click and of the sale, and who gets it; she is not active on the 5th, 6th and 7th. Bob was clicked
# before. A sale in the pause is lost to everybody; a click in it is not in the path.
PAUSED = [
    ("2026-03-02", "2026-03-04T23:59:59.999", "ally", "earns"),
    ("2026-03-02", "2026-03-05", "", "partner_left"),
    ("2026-03-02", "2026-03-07T23:59:59.999", "", "partner_left"),
    ("2026-03-02", "2026-03-08", "ally", "earns"),
    ("2026-03-05", "2026-03-06", "bob", "partner_inactive"),
    ("2026-03-05", "2026-03-09", "bob", "partner_inactive"),
    ("2026-03-07T23:59:59.999", "2026-03-09", "bob", "partner_inactive"),
    ("2026-03-08", "2026-03-09", "ally", "earns"),
]


@pytest.mark.parametrize("status", ["paused", "archived"])
def test_a_partner_earns_by_clicks_and_sales_while_he_is_active(
    api: Api, shop: Tenant, warehouse: Warehouse, sessions: Sessions, status: str
) -> None:
    _pause_alice(sessions, shop, status)
    events = []
    for n, (clicked, sold, *_) in enumerate(PAUSED):
        who = {"visitor_id": f"v{n}"}
        events += [click(100 + n, "2026-03-01", "bob", **who), click(200 + n, clicked, "ally", **who)]
        events += [sale(n, sold, **who)]
    store_events(warehouse, events)
    found = [(show(api, shop, n)[0], explain(api, shop, n)[1]) for n in range(len(PAUSED))]
    assert found == [(ref, reason) for _, _, ref, reason in PAUSED]
    assert ask_who(api, shop) == {"alice": 3, "bob": 3, "(inactive partner)": 2}


def test_the_moment_of_the_sale_counts_and_not_that_of_its_report(
    api: Api, shop: Tenant, warehouse: Warehouse, sessions: Sessions
) -> None:
    _pause_alice(sessions, shop, "archived", until="")
    store_events(
        warehouse, [click(1, "2026-03-01", "alice"), sale(2, "2026-03-04") | {"received_at": at("2026-03-14")}]
    )
    assert ask_who(api, shop) == {"alice": 1}


@pytest.mark.parametrize("named", [{"ref": "alice"}, {"promo_code": "ALICE10"}])
@pytest.mark.parametrize(
    ("sold", "partner"), [("2026-03-04", "alice"), ("2026-03-05", NOBODY), ("2026-03-08", "alice")]
)
def test_a_named_ref_or_code_counts_like_a_click_at_the_sale(
    api: Api,
    shop: Tenant,
    warehouse: Warehouse,
    sessions: Sessions,
    named: dict[str, str],
    sold: str,
    partner: str,
) -> None:
    _pause_alice(sessions, shop, "paused")
    store_events(warehouse, [sale(1, sold, **named)])
    assert ask_who(api, shop) == {partner: 1}


def test_the_part_of_an_inactive_partner_falls_to_no_other(
    api: Api, shop: Tenant, warehouse: Warehouse, sessions: Sessions
) -> None:
    _pause_alice(sessions, shop, "paused")
    store_events(warehouse, [click(1, "2026-03-01", "alice"), click(2, "2026-03-02", "bob"), sale(3, "2026-03-06")])
    for by, key in (("partner", "(inactive partner)"), ("ref", "(inactive partner)")):
        assert ask_who(api, shop, "linear", by) == {key: 0.5, "bob": 0.5}
    assert ask_who(api, shop, "first_click") == {"(inactive partner)": 1}
    assert ask_who(api, shop, "last_partner_click") == {"bob": 1}


def _pause_alice(sessions: Sessions, shop: Tenant, status: str, until: str = "2026-03-08") -> None:
    with begin_change(sessions) as session:
        alice = get_partner(session, shop.site_id, shop.alice_id)
        set_status(session, alice, status, at("2026-03-05"))
        if until:
            set_status(session, alice, "active", at(until))
