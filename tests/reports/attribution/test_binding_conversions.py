"""Which conversions bind a customer to his partners, and which of his are theirs then, as they are stored."""

from typing import Any

import pytest

from database.sessions import Sessions, begin_change
from registry.sites import list_programs
from tests.fixtures.event_rows import at, event_id, store_events
from tests.reports.attribution.questions import BROWSER, BY_CUSTOMER, browser_click, click, identify, sale, show
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

CUSTOMER: dict[str, Any] = {"customer_id": "c"}
ALICES = [click(1, "2026-03-01", "alice")]
CLAIMED = [browser_click(1, "2026-03-01", visitor_id="phone"), identify(2, "2026-03-01", "phone", **BROWSER)]
BOBS = [click(3, "2026-03-04", "bob", visitor_id="w")]


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


@pytest.mark.parametrize(
    ("before", "said", "binds"),
    [
        (ALICES, {}, True),
        (ALICES, {"source": "import"}, True),
        (ALICES, {"source": "signed"}, True),
        (ALICES, {"type": "lead", "amount_minor": None, "currency": ""}, True),
        ([], {"ref": "alice"}, True),
        ([], {"promo_code": "alice10", "source": "import"}, True),
        ([], {"ref": "alice", "source": "signed"}, False),
        ([], {"promo_code": "alice10", "source": "signed"}, False),
        (ALICES, BROWSER, False),
        (CLAIMED, BY_CUSTOMER, False),
        ([], {}, False),
    ],
    ids=[
        "server", "import", "signed", "a lead", "ref", "imported code",
        "signed ref", "signed code", "browser", "claim", "nobody",
    ],
)  # fmt: skip
def test_what_is_confirmed_and_credited_binds(
    api: Api,
    shop: Tenant,
    warehouse: Warehouse,
    sessions: Sessions,
    before: list[dict[str, Any]],
    said: dict[str, Any],
    binds: bool,
) -> None:
    keep_customers(sessions, shop)
    store_events(warehouse, [*before, sale(4, "2026-03-02", **{**CUSTOMER, **said}), *BOBS])
    store_events(warehouse, [sale(5, "2026-03-05", visitor_id="w", **CUSTOMER)])
    assert show(api, shop, 5)[0] == ("alice" if binds else "bob")


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


@pytest.mark.parametrize(
    ("said", "partner", "reasons"),
    [
        ({"ref": "bob"}, "alice", []),
        ({"promo_code": "SPRING", "ref": "bob", "source": "import"}, "alice", []),
        # Neither a claim takes him away, nor words that no signature covers.
        ({}, "alice", []),
        ({"ref": "bob", "source": "signed"}, "alice", []),
        ({"promo_code": "SPRING", "source": "signed"}, "alice", []),
        ({"ref": "bob", **BROWSER}, "bob", ["unconfirmed"]),
        # Its browser is the customer's by a claim alone.
        ({"visitor_id": "phone", "customer_id": ""}, "bob", []),
    ],
    ids=str,
)
def test_what_is_confirmed_of_a_bound_customer_is_his_partners(
    api: Api,
    shop: Tenant,
    warehouse: Warehouse,
    sessions: Sessions,
    said: dict[str, Any],
    partner: str,
    reasons: list[str],
) -> None:
    keep_customers(sessions, shop)
    claimed = [browser_click(2, "2026-03-04", "bob", visitor_id="phone"), identify(3, "2026-03-04", "phone", **BROWSER)]
    store_events(warehouse, [*ALICES, sale(4, "2026-03-02", **CUSTOMER), *claimed])
    store_events(warehouse, [sale(5, "2026-04-02", **{**BY_CUSTOMER, **said})])
    why = api.get(f"/conversions/{event_id(5)}/why", shop.key)["conversion"]
    assert (why["ref"], why["reasons"]) == (partner, reasons)
