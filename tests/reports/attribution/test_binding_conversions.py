"""Which conversions bind a customer to his partners, and which of his are theirs then, as they are stored."""

from typing import Any
from uuid import UUID

from database.sessions import Sessions, begin_change
from registry.sites import list_programs
from tests.fixtures.event_rows import at, event_id, store_events
from tests.reports.attribution.questions import (
    BROWSER,
    BY_CUSTOMER,
    browser_click,
    click,
    identify,
    sale,
    show,
    show_all,
)
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

Events = list[dict[str, Any]]
CUSTOMER: dict[str, Any] = {"customer_id": "c"}
ALICES = [click(1, "2026-03-01", "alice")]
CLAIMED = [browser_click(1, "2026-03-01", visitor_id="phone"), identify(2, "2026-03-01", "phone", **BROWSER)]
BOBS = [click(3, "2026-03-04", "bob", visitor_id="w")]


def make_copy(events: Events, n: int) -> Events:
    """The story again, of other people, browsers and orders; numbers grow by ten."""
    return [
        {
            **event,
            **{name: f"{event[name]}{n}" for name in ("visitor_id", "customer_id", "order_id") if event[name]},
            "event_id": event_id(UUID(event["event_id"]).int + 10 * n),
        }
        for event in events
    ]


def keep_customers(sessions: Sessions, shop: Tenant, model: str = "last_click") -> None:
    """Of the site's program, for a year."""
    with begin_change(sessions) as session:
        [program] = list_programs(session, shop.site_id)
        program.keeps_customer_months, program.model = 12, model


def reject(warehouse: Warehouse, shop: Tenant, number: int) -> None:
    """The decision of a person."""
    row = {"site_id": shop.site_id, "subject_kind": "conversion", "subject_id": event_id(number), "decision": "reject"}
    row |= {"decided_by": "olga", "decided_at": at("2026-03-03")}
    warehouse.insert("decisions", {name: [value] for name, value in row.items()})


# What comes before a conversion, what it says, and whether it binds.
BINDINGS: dict[str, tuple[Events, dict[str, Any], bool]] = {
    "server": (ALICES, {}, True),
    "import": (ALICES, {"source": "import"}, True),
    "signed": (ALICES, {"source": "signed"}, True),
    "a lead": (ALICES, {"type": "lead", "amount_minor": None, "currency": ""}, True),
    "ref": ([], {"ref": "alice"}, True),
    "imported code": ([], {"promo_code": "alice10", "source": "import"}, True),
    "signed ref": ([], {"ref": "alice", "source": "signed"}, False),
    "signed code": ([], {"promo_code": "alice10", "source": "signed"}, False),
    "browser": (ALICES, BROWSER, False),
    "claim": (CLAIMED, BY_CUSTOMER, False),
    "nobody": ([], {}, False),
}


def test_what_is_confirmed_and_credited_binds(api: Api, shop: Tenant, warehouse: Warehouse, sessions: Sessions) -> None:
    keep_customers(sessions, shop)
    later = sale(5, "2026-03-05", visitor_id="w", **CUSTOMER)
    stories = [
        make_copy([*before, sale(4, "2026-03-02", **{**CUSTOMER, **said}), *BOBS, later], n)
        for n, (before, said, _) in enumerate(BINDINGS.values())
    ]
    store_events(warehouse, [event for story in stories for event in story])
    shown = [ref for ref, *_ in show_all(api, shop, range(5, 5 + 10 * len(BINDINGS), 10))]
    assert dict(zip(BINDINGS, shown, strict=True)) == {
        name: "alice" if binds else "bob" for name, (_, _, binds) in BINDINGS.items()
    }


def test_what_is_rejected_binds_not(api: Api, shop: Tenant, warehouse: Warehouse, sessions: Sessions) -> None:
    keep_customers(sessions, shop)
    store_events(warehouse, [*ALICES, sale(4, "2026-03-02", **CUSTOMER), *BOBS])
    store_events(warehouse, [sale(5, "2026-03-05", visitor_id="w", **CUSTOMER)])
    assert show(api, shop, 5)[0] == "alice"
    reject(warehouse, shop, 4)
    assert show(api, shop, 5)[0] == "bob"


def test_a_customer_is_bound_to_all_who_share_the_first(
    api: Api, shop: Tenant, warehouse: Warehouse, sessions: Sessions
) -> None:
    keep_customers(sessions, shop, "linear")
    clicks = [*ALICES, click(2, "2026-03-02", "bob"), click(3, "2026-03-03", "ally"), click(6, "2026-03-04", "nobody")]
    store_events(warehouse, [*clicks, sale(4, "2026-03-05", **CUSTOMER), sale(5, "2026-04-20", **BY_CUSTOMER)])
    rows = api.get("/attribution", shop.key, from_="2026-04-01", to="2026-05-01")["rows"]
    assert {row["key"]: row["conversions"] for row in rows} == {"alice": 0.5, "bob": 0.5}


# What a later conversion says, whose it is, and why.
OF_BOUND: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"ref": "bob"}, "alice", []),
    ({"promo_code": "SPRING", "ref": "bob", "source": "import"}, "alice", []),
    # Neither a claim takes him away, nor words that no signature covers.
    ({}, "alice", []),
    ({"ref": "bob", "source": "signed"}, "alice", []),
    ({"promo_code": "SPRING", "source": "signed"}, "alice", []),
    ({"ref": "bob", **BROWSER}, "bob", ["unconfirmed"]),
    # Its browser is the customer's by a claim alone.
    ({"visitor_id": "phone", "customer_id": ""}, "bob", []),
]


def test_what_is_confirmed_of_a_bound_customer_is_his_partners(
    api: Api, shop: Tenant, warehouse: Warehouse, sessions: Sessions
) -> None:
    keep_customers(sessions, shop)
    claimed = [browser_click(2, "2026-03-04", "bob", visitor_id="phone"), identify(3, "2026-03-04", "phone", **BROWSER)]
    bound = [*ALICES, sale(4, "2026-03-02", **CUSTOMER), *claimed]
    for n, (said, _, _) in enumerate(OF_BOUND):
        later = sale(5, "2026-04-02", **{**BY_CUSTOMER, **said})
        store_events(warehouse, make_copy([*bound, later], n))
    for n, (said, partner, reasons) in enumerate(OF_BOUND):
        why = api.get(f"/conversions/{event_id(5 + 10 * n)}/why", shop.key)["conversion"]
        assert (why["ref"], why["reasons"]) == (partner, reasons), said
