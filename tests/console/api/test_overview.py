"""GET /overview: all of a page in one answer, for those who may see it, and 304 while nothing has changed."""

from datetime import timedelta
from typing import Any

import pytest

from database.sessions import Sessions, begin_change
from registry.enums import Role
from registry.partners import create_partner
from registry.sites import get_program, update_program
from registry.team.members import find_member_by_session, grant_membership
from tests.fixtures.api import NOW, Api, Tenant
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.reports.settled.shops import settle
from warehouse.interface import Warehouse

DAYS: dict[str, Any] = {"from_": "2026-03-09", "to": "2026-03-16"}
EUR = {"currency": "EUR"}


def eur(minor: int) -> dict[str, object]:
    return {"minor": minor, "currency": "EUR", "amount": f"{minor / 100:.2f}"}


@pytest.fixture
def traffic(warehouse: Warehouse, shop: Tenant) -> None:
    """Alice brings a buyer, Bob one who gives half back, an e-mail a lead; before that week Alice brought one sale."""
    sale, site = {"type": "sale", "country": "DE", **EUR}, {"site_id": shop.site_id}
    store_events(
        warehouse,
        [
            make_event(1, at("2026-03-04"), ref="alice", visitor_id="v1", channel="partner", country="DE", **site),
            make_event(2, at("2026-03-05"), visitor_id="v1", order_id="o1", amount_minor=500, **site, **sale),
            make_event(3, at("2026-03-10"), ref="Ally", visitor_id="v2", channel="partner", country="DE", **site),
            make_event(4, at("2026-03-11"), visitor_id="v2", order_id="o2", amount_minor=1000, **site, **sale),
            make_event(5, at("2026-03-11"), ref="bob", visitor_id="v3", channel="partner", country="FR", **site),
            make_event(6, at("2026-03-12"), visitor_id="v3", order_id="o3", amount_minor=3000, **site, **sale),
            make_event(
                7, at("2026-03-13"), type="refund", order_id="o3", refund_id="r1", amount_minor=1500, **EUR, **site
            ),
            make_event(8, at("2026-03-12"), visitor_id="v4", channel="email", country="FR", **site),
            make_event(9, at("2026-03-12"), type="lead", visitor_id="v4", country="FR", **site),
            make_event(10, at("2026-03-12"), visitor_id="v5", channel="email", traffic="bot", **site),
            make_event(11, at("2026-03-13"), type="refund", order_id="nobodys", refund_id="r2", **site),
        ],
    )


def test_totals_are_net_of_refunds_and_stand_beside_those_of_as_many_days_before(
    api: Api, shop: Tenant, traffic: None
) -> None:
    answer = api.get("/overview", shop.key, **DAYS)
    assert answer["totals"] == {"revenue": [eur(2500)], "sales": 2, "leads": 1, "clicks": 3, "owed": []}
    assert answer["before"] == {"revenue": [eur(500)], "sales": 1, "leads": 0, "clicks": 1, "owed": []}
    days = {day["start"][:10]: (day["sales"], day["clicks"]) for day in answer["series"]}
    assert list(days) == [f"2026-03-{day:02}" for day in range(9, 16)]
    assert (days["2026-03-11"], days["2026-03-12"], days["2026-03-14"]) == ((1, 1), (1, 1), (0, 0))
    assert [day["start"][:10] for day in answer["before_series"]] == [f"2026-03-{day:02}" for day in range(2, 9)]
    assert answer["meta"]["before"]["from"].startswith("2026-03-02")
    assert "setup" not in answer


def test_partners_sources_and_countries_are_those_that_brought_most(api: Api, shop: Tenant, traffic: None) -> None:
    answer = api.get("/overview", shop.key, **DAYS)
    assert [(row["name"], row["sales"], row["revenue"]) for row in answer["partners"]] == [
        ("Bob", 1, [eur(1500)]),
        ("Alice", 1, [eur(1000)]),
    ]
    assert [(row["channel"], row["clicks"], row["sales"]) for row in answer["sources"]] == [
        ("partner", 2, 2),
        ("email", 1, 0),
    ]
    assert [(row["country"], row["clicks"], row["sales"]) for row in answer["countries"]] == [
        ("DE", 1, 2),
        ("FR", 2, 0),
    ]


def test_the_attribution_and_the_overview_say_the_same(api: Api, shop: Tenant, traffic: None) -> None:
    rows = api.get("/attribution", shop.key, **DAYS)["rows"]
    partners = {row["key"]: (row["conversions"], row["revenue"]) for row in rows}
    answer = api.get("/overview", shop.key, **DAYS)
    assert {row["partner"]: (row["sales"], row["revenue"]) for row in answer["partners"]} == partners


def test_nothing_is_compared_if_so_asked_and_a_year_is_52_weeks(api: Api, shop: Tenant, traffic: None) -> None:
    answer = api.get("/overview", shop.key, **DAYS, compare="off")
    assert "before" not in answer
    assert "before_series" not in answer
    year = api.get("/overview", shop.key, **DAYS, compare="year")
    assert year["meta"]["before"]["from"].startswith("2025-03-10")
    assert api.get("/overview", shop.key, 400, **DAYS, compare="decade")["error"]["field"] == "compare"


def test_what_waits_is_listed(owed: Api, shop: Tenant, traffic: None) -> None:
    owed.post("/payout-runs", shop.key, {"currency": "EUR", "cutoff": NOW.isoformat(), "purpose": "March"}, 201)
    answer = owed.get("/overview", shop.key, **DAYS)
    assert answer["tasks"] == {
        "applications": 0,
        "held_orders": 0,
        "held": [],
        "payout_runs": 1,
        "payout_requests": 0,
        "payable": [eur(3000)],
        "unmatched_refunds": 1,
    }
    assert answer["totals"]["owed"] == [eur(3000)]
    owed_by_day = {day["start"][:10]: day["owed"] for day in answer["series"]}
    assert owed_by_day["2026-03-15"] == [eur(3000)]
    assert answer["before"]["owed"] in ([], [eur(0)])
    # Payouts are for those who may pay.
    assert owed.get("/overview", shop.reading_key, **DAYS)["tasks"]["payout_runs"] is None


def test_what_was_owed_when_a_day_ended_follows_the_clock_of_the_period(owed: Api, shop: Tenant) -> None:
    # It is posted at noon of UTC, when the next day has begun on this clock.
    first, noon = NOW.date(), {"tz": "Pacific/Kiritimati"}
    days: dict[str, Any] = {"from_": first.isoformat(), "to": (first + timedelta(days=2)).isoformat(), **noon}
    answer = owed.get("/overview", shop.key, **days)
    assert answer["series"][0]["owed"] in ([], [eur(0)])
    assert answer["series"][1]["owed"] == answer["totals"]["owed"] == [eur(3000)]


def test_the_last_minutes_are_those_before_now(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    sale = {"type": "sale", "order_id": "o1", "amount_minor": 1490, **EUR}
    moments: list[tuple[int, int, dict[str, Any]]] = [
        (1, 31, {}),
        (2, 20, {"ref": "alice", "country": "PL"}),
        (3, 19, sale),
        (4, 20, {"traffic": "bot"}),
    ]
    store_events(
        warehouse,
        [
            make_event(number, NOW - timedelta(minutes=ago), site_id=shop.site_id, visitor_id=f"v{number}", **fields)
            for number, ago, fields in moments
        ],
    )
    answer = api.get("/overview", shop.key, **DAYS)
    assert [(each["visitors"], each["clicks"], each["sales"]) for each in answer["minutes"]] == [(1, 1, 0), (1, 0, 1)]
    assert [(each["event_id"], each["type"], each["name"]) for each in answer["latest"]] == [
        (event_id(3), "sale", ""),
        (event_id(2), "click", "Alice"),
    ]
    assert answer["latest"][0]["value"] == eur(1490)


def test_a_new_site_is_shown_its_first_steps_until_the_first_sale(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    assert api.get("/overview", shop.key)["setup"] == {"tag": False, "event": False, "partner": True, "terms": False}
    store_events(warehouse, [make_event(1, at("2026-01-02"), source="browser", site_id=shop.site_id)])
    api.post("/terms", shop.key, {"rules": {"rewards": [{"percent": "10"}]}}, 201)
    assert api.get("/overview", shop.key)["setup"] == {"tag": True, "event": True, "partner": True, "terms": True}
    sale = {"type": "sale", "order_id": "o1", "amount_minor": 1, **EUR, "site_id": shop.site_id}
    store_events(warehouse, [make_event(2, at("2026-01-02"), **sale)])
    assert "setup" not in api.get("/overview", shop.key)


def test_a_partner_and_another_site_do_not_see_it_and_a_viewer_does(
    api: Api, shop: Tenant, rival: Tenant, traffic: None
) -> None:
    api.get("/overview", shop.alice, 403)
    api.get("/overview", rival.key, 403, site=shop.site_id)
    assert api.get("/overview", rival.key, **DAYS)["totals"]["sales"] == 0
    api.get("/overview", shop.writing_key, 403)
    api.client.cookies.set("prm_session", shop.onlooker)
    answer = api.get("/overview", "", **DAYS)
    assert (answer["totals"]["sales"], answer["tasks"]["payout_runs"]) == (2, None)


def ask_again(api: Api, shop: Tenant, tag: str, **query: object) -> tuple[int, str]:
    """Status and tag of the answer for somebody who has the one with this tag."""
    named = {name.rstrip("_"): str(value) for name, value in {**DAYS, **query}.items()}
    headers = {"Authorization": f"Bearer {shop.key}", "If-None-Match": tag}
    response = api.client.get("/api/v1/overview", params=named, headers=headers)
    assert bool(response.content) == (response.status_code == 200)
    assert response.headers["cache-control"] == "private, no-cache"
    return response.status_code, response.headers["etag"]


def test_whoever_has_the_answer_gets_304_until_something_changes(
    api: Api, shop: Tenant, traffic: None, warehouse: Warehouse, sessions: Sessions
) -> None:
    settle(warehouse, shop.site_id)
    _, tag = ask_again(api, shop, '"other"')
    assert ask_again(api, shop, tag) == (304, tag)
    assert ask_again(api, shop, f'{tag}, "older"')[0] == 304
    assert ask_again(api, shop, tag, compare="off")[0] == 200

    def store_click() -> None:
        store_events(warehouse, [make_event(20, at("2026-03-13"), ref="bob", visitor_id="v9", site_id=shop.site_id)])

    def add_partner() -> None:
        with begin_change(sessions) as session:
            create_partner(session, shop.site_id, "carla", "Carla")

    def change_model() -> None:
        with begin_change(sessions) as session:
            update_program(session, shop.site_id, get_program(session, shop.site_id).id, model="linear")

    def adjust() -> None:
        said = {"partner": "alice", "reason": "bonus", "currency": "EUR", "minor": 100, "note": "well done"}
        api.post("/adjustments", shop.key, said, 201)

    def run_rules() -> None:
        api.post("/fraud/run", shop.key, {})

    for change in (store_click, add_partner, change_model, adjust, run_rules):
        change()
        status, newer = ask_again(api, shop, tag)
        assert (status, newer != tag) == (200, True), change.__name__
        tag = newer
        assert ask_again(api, shop, tag)[0] == 304


def test_whoever_may_no_longer_see_payouts_does_not_keep_the_answer_with_them(
    api: Api, shop: Tenant, traffic: None, warehouse: Warehouse, sessions: Sessions
) -> None:
    settle(warehouse, shop.site_id)
    api.client.cookies.set("prm_session", shop.owner)
    tag = api.client.get("/api/v1/overview").headers["etag"]
    assert api.client.get("/api/v1/overview", headers={"If-None-Match": tag}).status_code == 304
    with begin_change(sessions) as session:
        owner = find_member_by_session(session, shop.owner, NOW)
        assert owner is not None
        grant_membership(session, owner.id, shop.site_id, Role.ANALYST)
    assert api.client.get("/api/v1/overview", headers={"If-None-Match": tag}).status_code == 200
