"""Who is credited by a path, by what the conversion names, and while which partner is active."""

from typing import Any

import pytest

from database.sessions import Sessions, begin_change
from registry.partner_statuses import set_status
from registry.partners import get_partner, list_partners
from registry.promo_codes import create_promo_code
from tests.fixtures.event_rows import at, store_events
from tests.reports.attribution.questions import ask_who, click, sale, show_all
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

NOBODY = "unattributed"


def test_what_falls_to_a_click_of_no_partner_falls_to_nobody(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    clicks = [click(1, "2026-03-01", "Ally"), click(2, "2026-03-02", "bob"), click(3, "2026-03-03", "newsletter")]
    store_events(warehouse, [*clicks, sale(4, "2026-03-04", promo_code="ALICE10")])
    for model, expected in {
        "first_click": {"alice": 1},
        "last_click": {"(none)": 1},
        "last_partner_click": {"bob": 1},
        "linear": {"alice": 1 / 3, "bob": 1 / 3, "(none)": 1 / 3},
    }.items():
        assert ask_who(api, shop, model) == pytest.approx(expected), model


OTHERS: list[dict[str, Any]] = [
    {"ref": "newsletter"},
    {"ref": "", "channel": "paid_search", "utm_source": "google", "utm_medium": "cpc"},
    {"ref": "", "channel": "direct"},
]


def test_no_other_click_takes_a_sale_from_the_last_partner(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    events = []
    for n, later in enumerate(OTHERS):
        who = {"visitor_id": f"v{n}"}
        events += [click(10 + n, "2026-03-01", "bob", **who), click(20 + n, "2026-03-02", "alice", **who)]
        events += [click(30 + n, "2026-03-03", **who, **later)]
        events += [sale(40 + n, "2026-03-04", ref="bob", promo_code="BOB", **who)]
    store_events(warehouse, events)
    assert ask_who(api, shop, "last_partner_click") == {"alice": len(OTHERS)}


# What a sale names, and whose it is by that; each on a day of its own.
NAMED: list[tuple[dict[str, Any], str]] = [
    ({"ref": "bob", "promo_code": "ALICE10"}, "bob"),
    ({"promo_code": "ALICE10"}, "alice"),
    ({"ref": "newsletter", "promo_code": "ALICE10"}, "alice"),
    ({"ref": "newsletter"}, ""),
    ({"ref": "newsletter", "promo_code": "SPRING"}, ""),
    ({}, ""),
]


def test_where_the_path_credits_nobody_the_sale_goes_to_the_partner_it_names(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    events = []
    for n, (named, _) in enumerate(NAMED):
        own = {"visitor_id": f"w{n}"}
        # Without a click, and with one that is no partner's.
        events += [click(10 + n, "2026-03-01", "newsletter", **own), sale(20 + n, f"2026-03-{10 + n}", **named)]
        events += [sale(30 + n, f"2026-03-{10 + n}", **own, **named)]
    store_events(warehouse, events)
    for n, (named, partner) in enumerate(NAMED):
        day = {"from_": f"2026-03-{10 + n}", "to": f"2026-03-{11 + n}"}
        by_partner, by_click = (ask_who(api, shop, model, **day) for model in ("last_partner_click", "last_click"))
        assert by_partner.get(partner or "alice", 0) == (2 if partner else 0), named
        assert by_click.get(partner or "alice", 0) == (1 if partner else 0), named
    shown = show_all(api, shop, range(30, 30 + len(NAMED)))
    assert [ref for ref, *_ in shown] == ["newsletter"] * len(NAMED)


TYPED = {
    "alice10": "alice",
    "SPRING,ALICE10": "alice",
    "spring; Alice10 ;BOB5": "alice",
    "BOB5 ALICE10": "bob",
    "SPRING\tbob5": "bob",
    "ALICE10X": "",
    "ALICE 10": "",
    ",; ": "",
}


def test_of_several_promo_codes_the_first_that_is_a_partners_counts(
    api: Api, shop: Tenant, warehouse: Warehouse, sessions: Sessions
) -> None:
    with begin_change(sessions) as session:
        bob = next(each for each in list_partners(session, shop.site_id) if each.name == "Bob")
        create_promo_code(session, shop.site_id, bob.id, "BOB5")
    sales = [sale(n, "2026-03-02", promo_code=typed, visitor_id=f"v{n}") for n, typed in enumerate(TYPED)]
    store_events(warehouse, sales)
    shown = [ref for ref, *_ in show_all(api, shop, range(len(TYPED)))]
    assert dict(zip(TYPED, shown, strict=True)) == TYPED


def test_a_program_may_put_a_partners_code_before_clicks_and_refs(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    [program] = api.get("/programs", shop.key)["rows"]
    api.send("PATCH", f"/programs/{program['program_id']}", shop.key, 200, {}, {"priority": "promo_code"})
    expected = {"ALICE10": "alice", "SPRING,alice10": "alice", "SPRING": "bob", "": "bob"}
    events = []
    for n, typed in enumerate(expected):
        who = {"visitor_id": f"v{n}"}
        events += [click(10 + n, "2026-03-01", "bob", **who)]
        events += [sale(20 + n, "2026-03-02", ref="bob", promo_code=typed, **who)]
    store_events(warehouse, events)
    shown = [ref for ref, *_ in show_all(api, shop, range(20, 20 + len(expected)))]
    assert dict(zip(expected, shown, strict=True)) == expected


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
        who: dict[str, Any] = {"visitor_id": f"v{n}"}
        events += [click(100 + n, "2026-03-01", "bob", **who), click(200 + n, clicked, "ally", **who)]
        events += [sale(n, sold, **who)]
    store_events(warehouse, events)
    found = [(ref, touches[1]) for ref, _, touches in show_all(api, shop, range(len(PAUSED)))]
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


def test_a_named_ref_or_code_counts_like_a_click_at_the_sale(
    api: Api, shop: Tenant, warehouse: Warehouse, sessions: Sessions
) -> None:
    _pause_alice(sessions, shop, "paused")
    ways: list[dict[str, Any]] = [{"ref": "alice"}, {"promo_code": "ALICE10"}]
    days = ("2026-03-04", "2026-03-05", "2026-03-08")
    store_events(
        warehouse,
        [
            sale(10 * way + n, day, visitor_id=f"v{way}{n}", **named)
            for way, named in enumerate(ways)
            for n, day in enumerate(days)
        ],
    )
    for day, partner in zip(days, ("alice", NOBODY, "alice"), strict=True):
        assert ask_who(api, shop, from_=day, to=day[:-1] + str(int(day[-1]) + 1)) == {partner: len(ways)}, day


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
