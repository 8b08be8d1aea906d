"""Customers who keep their partner."""

from datetime import UTC, datetime

import pytest

from database.sessions import Sessions, begin_change
from events.moments import DAY_MS, to_milliseconds
from registry.code_lookup import CodeLookup
from registry.sites import list_programs
from reports.attribution.bindings import CreditedConversion, bind_customers
from reports.program_rules import ProgramRules, Rules
from tests.fixtures.event_rows import event_id, store_duplicate, store_events
from tests.reports.attribution.questions import ask_by_ref, click, sale
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

RULES = Rules(
    (
        ProgramRules(1, "Keeps", 1, "last_click", 30 * DAY_MS, promo_first=False, keeps_months=1),
        ProgramRules(2, "Keeps not", 1, "last_click", 30 * DAY_MS, promo_first=False),
    ),
    "Europe/Berlin",
)
PAUSED = (to_milliseconds(datetime(2026, 2, 10, tzinfo=UTC)), to_milliseconds(datetime(2026, 2, 20, tzinfo=UTC)))
CODES = CodeLookup(
    partners=(),
    refs=["alice", "bob"],
    ref_partners=["alice", "bob"],
    ref_programs=[1, 2],
    promo_codes=[],
    promo_partners=[],
    promo_programs=[],
    inactive={"alice": (PAUSED,)},
)
WHOLE = {"from_": "2026-01-01", "to": "2027-01-01"}


def convert(
    time: str, *partners: str, kind: str = "sale", person: str = "c", rejected: bool = False
) -> CreditedConversion:
    """A conversion named after its time, in UTC."""
    at_ms = to_milliseconds(datetime.fromisoformat(time).replace(tzinfo=UTC))
    return CreditedConversion(time, person, at_ms, kind == "sale", rejected, list(partners))


@pytest.mark.parametrize(
    ("conversions", "expected"),
    [
        ([convert("2026-01-05", "alice"), convert("2026-01-06", "bob")], {"2026-01-06": ("alice",)}),
        ([convert("2026-01-05", "bob"), convert("2026-01-06", "alice")], {}),
        ([convert("2026-01-05"), convert("2026-01-06", "alice"), convert("2026-01-07")], {"2026-01-07": ("alice",)}),
        ([convert("2026-01-05", "alice", rejected=True), convert("2026-01-06", "bob")], {}),
        ([convert("2026-01-05", "alice"), convert("2026-01-06", "bob", person="d")], {}),
        ([convert("2026-01-05", "alice"), convert("2026-02-15", "bob")], {}),
        ([convert("2026-01-25", "alice"), convert("2026-02-15", "bob")], {"2026-02-15": ("",)}),
    ],
    ids=["binds", "binds not", "the first credited", "rejected", "another customer", "is over", "is not active"],
)
def test_the_first_credited_conversion_binds(
    conversions: list[CreditedConversion], expected: dict[str, tuple[str, ...]]
) -> None:
    assert bind_customers(conversions, RULES, CODES) == expected


def test_a_lead_binds_without_limit_until_the_first_sale() -> None:
    story = [
        convert("2025-06-01", "alice", kind="lead"),
        convert("2026-01-31T23:30", "bob"),
        # In Berlin the first sale was on the first of February: the month ends on the first of March.
        convert("2026-02-28T22:59:59.999", "bob"),
        convert("2026-02-28T23:30", "bob"),
    ]
    assert bind_customers(story, RULES, CODES) == {story[1].event_id: ("alice",), story[2].event_id: ("alice",)}


def test_a_month_ends_on_the_last_day_of_a_shorter_one() -> None:
    story = [convert("2026-03-31T10:00", "alice"), convert("2026-04-30T09:59"), convert("2026-04-30T10:00")]
    # 10:00 in UTC is 12:00 in Berlin on both days.
    assert bind_customers(story, RULES, CODES) == {story[1].event_id: ("alice",)}


def test_a_kept_customer_is_shown_with_his_partner(
    api: Api, shop: Tenant, warehouse: Warehouse, sessions: Sessions
) -> None:
    with begin_change(sessions) as session:
        list_programs(session, shop.site_id)[0].keeps_customer_months = 12
    who = {"visitor_id": "", "customer_id": "c"}
    renewal = sale(4, "2026-09-01", **who)
    store_events(
        warehouse,
        [
            click(1, "2026-03-01", "alice"),
            sale(2, "2026-03-02", customer_id="c"),
            click(3, "2026-08-31", "bob", visitor_id="w", customer_id="c"),
            renewal,
            sale(5, "2026-09-02", source="browser", **who),
            sale(6, "2026-09-03", **{**who, "customer_id": "d"}),
        ],
    )
    store_duplicate(warehouse, renewal, 9, "order_stored")
    assert {ref: count for ref, (count, _) in ask_by_ref(api, shop.key, **WHOLE).items()} == {
        "alice": 2,
        # What only a browser reports is nobody's by the customer alone.
        "bob": 1,
        "unattributed": 1,
    }
    why = api.get(f"/conversions/{event_id(4)}/why", shop.key)
    assert [(touch["ref"], touch["reason"], touch["share"]) for touch in why["touches"]] == [
        ("alice", "window_passed", 0),
        ("bob", "customer_kept", 0),
        ("alice", "customer_kept", 1),
    ]
    assert "unconfirmed" not in why["conversion"]["reasons"]
