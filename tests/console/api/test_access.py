"""Who may ask what: keys, partners and team members, each for their own site and their own part."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from console.api.call_list import CALLS
from console.api.openapi import template_path
from console.cookies import MEMBER_COOKIE, PARTNER_COOKIE
from database.sessions import Sessions, begin_change
from events.enums import Scope
from registry.partner_sessions import open_sign_in_link
from registry.team.members import find_member_by_session, grant_membership
from tests.fixtures.api import NOW, Api, Tenant
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from warehouse.interface import Warehouse

FIGURES = [
    "/attribution",
    "/attribution/compare",
    "/conversions",
    f"/conversions/{event_id(2)}/why",
    "/partners/stats",
]
ALL_TIME: dict[str, Any] = {"from_": "2026-01-01", "to": "2026-12-31"}


def store_sale(warehouse: Warehouse, site_id: int) -> None:
    """Somebody clicks at Alice's and buys."""
    click = make_event(1, at("2026-03-01"), site_id=site_id, visitor_id="v", ref="alice")
    money = {"type": "sale", "order_id": "o", "amount_minor": 100, "currency": "EUR"}
    store_events(warehouse, [click, make_event(2, at("2026-03-02"), site_id=site_id, visitor_id="v", **money)])


def find_figures(answer: dict[str, Any]) -> bool:
    """Whether an answer holds any figure of the sale or the click."""
    rows = answer.get("rows", [])
    has_rows = any(row.get("event_id") or row.get("conversions") or row.get("last_click") for row in rows)
    return has_rows or bool(answer.get("totals", {}).get("clicks")) or "touches" in answer


def test_another_site_sees_nothing_of_it(api: Api, shop: Tenant, rival: Tenant, warehouse: Warehouse) -> None:
    store_sale(warehouse, shop.site_id)
    for path in FIGURES:
        status = 404 if path.endswith("why") else 200
        assert find_figures(api.get(path, shop.key, **ALL_TIME)), path
        assert find_figures(api.get(path, shop.alice, **ALL_TIME)), path
        for token in (rival.key, rival.alice):
            assert not find_figures(api.get(path, token, status, **ALL_TIME)), path
            assert api.get(path, token, 403, **ALL_TIME, site=shop.site_id)["error"]["code"] == "forbidden", path


def test_another_sites_funnel_is_empty(api: Api, shop: Tenant, rival: Tenant, warehouse: Warehouse) -> None:
    store_sale(warehouse, shop.site_id)
    body = {"steps": [{"type": "click"}], "from": "2026-01-01", "to": "2026-12-31"}
    assert [api.post("/funnel", key, body)["steps"][0]["people"] for key in (shop.key, rival.key)] == [1, 0]
    api.post("/funnel", rival.key, body, 403, site=shop.site_key)


def test_another_partner_of_the_site_sees_nothing_of_it(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_sale(warehouse, shop.site_id)
    for path in FIGURES:
        status = 404 if path.endswith("why") else 200
        assert not find_figures(api.get(path, shop.bob, status, **ALL_TIME)), path


def test_a_partner_sees_his_own_credit_by_any_dimension(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_sale(warehouse, shop.site_id)
    for by in ("partner", "channel", "country"):
        assert api.get("/attribution", shop.alice, **ALL_TIME, by=by)["totals"]["conversions"] == 1, by
        assert api.get("/attribution", shop.bob, **ALL_TIME, by=by)["rows"] == [], by


def fill(path: str) -> str:
    """A path of a call with something in its braces."""
    template = template_path(path)
    for name in (
        "site_id",
        "program_id",
        "partner_id",
        "link_id",
        "promo_code_id",
        "method_id",
        "key_id",
        "member_id",
        "invitation_id",
        "request_id",
        "application_id",
        "view_id",
        "report_mail_id",
    ):
        template = template.replace(f"{{{name}}}", "1")
    return template.replace("{event_id}", event_id(2))


def test_nobody_unknown_is_answered(api: Api) -> None:
    for call, token in product(CALLS, ("", "nonsense", "sk_wrong")):
        answer = api.send(call.method, fill(call.path), token, 401, {}, {})
        assert answer["error"]["code"] == "not_signed_in", (call.summary, token)


def test_what_is_not_for_partners_is_closed_to_them(api: Api, shop: Tenant) -> None:
    for call in (call for call in CALLS if not call.is_for_partners):
        answer = api.send(call.method, fill(call.path), shop.alice, 403, {}, {})
        assert answer["error"]["code"] == "forbidden", call.summary


def test_whoever_only_reads_changes_nothing(api: Api, shop: Tenant) -> None:
    for call in (call for call in CALLS if call.is_write):
        path = fill(call.path).replace("/sites/1", f"/sites/{shop.site_id}")
        if call.scope != Scope.REPORTS:
            answer = api.send(call.method, path, shop.reading_key, 403, {}, {})
            assert answer["error"]["code"] == "forbidden", call.summary
        api.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
        assert api.send(call.method, path, "", 403, {}, {})["error"]["code"] == "forbidden", call.summary
        api.client.cookies.clear()


def test_nobody_changes_another_site(api: Api, shop: Tenant, rival: Tenant) -> None:
    for call in (call for call in CALLS if call.is_write):
        path = fill(call.path).replace("/sites/1", f"/sites/{shop.site_id}")
        answer = api.send(call.method, path, rival.key, 403, {"site": shop.site_id}, {})
        assert answer["error"]["code"] == "forbidden", call.summary


def test_a_key_that_may_only_write_reads_nothing(api: Api, shop: Tenant) -> None:
    assert "lacks the scope reports" in api.get("/attribution", shop.writing_key, 403)["error"]["message"]


def test_a_team_member_sees_their_sites_with_the_session_cookie(
    api: Api, shop: Tenant, rival: Tenant, sessions: Sessions
) -> None:
    api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    assert [row["site_id"] for row in api.get("/sites", "")["rows"]] == [shop.site_id]
    assert api.get("/freshness", "")["accepted"] == 0
    with begin_change(sessions) as session:
        member = find_member_by_session(session, shop.owner, NOW)
        assert member is not None
        grant_membership(session, member.id, rival.site_id)
    assert api.get("/freshness", "", 400)["error"]["field"] == "site"
    for named in (rival.site_id, rival.site_key):
        assert api.get("/freshness", "", site=named)["accepted"] == 0
    assert api.get("/freshness", "", 403, site=999)["error"]["code"] == "forbidden"


def test_a_browser_with_both_cookies_says_whose_it_means(api: Api, shop: Tenant, sessions: Sessions) -> None:
    api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    link = api.post(f"/partners/{shop.alice_id}/sign-in-link", shop.key, None, 201)["path"].split("#")[1]
    with begin_change(sessions) as session:
        api.client.cookies.set(PARTNER_COOKIE, open_sign_in_link(session, link, NOW) or "")
    assert "accepted" in api.get("/freshness", "")
    api.client.headers["X-PRM-Reader"] = "partner"
    assert "accepted" not in api.get("/freshness", "")


@pytest.mark.parametrize(
    ("origin", "status"), [("http://testserver", 200), ("https://rival.example", 403), ("null", 403)]
)
def test_another_sites_page_changes_nothing_with_a_cookie(api: Api, shop: Tenant, origin: str, status: int) -> None:
    api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    api.client.headers["Origin"] = origin
    api.send("PATCH", f"/sites/{shop.site_id}", "", status, {}, {"name": "Renamed"})


@pytest.mark.parametrize(
    "end",
    [
        lambda api, shop: api.send("DELETE", f"/partners/{shop.alice_id}", shop.key, 200, {}),
        lambda api, shop: api.post(f"/partners/{shop.alice_id}/token", shop.key, {}),
        lambda api, shop: api.send("DELETE", f"/partners/{shop.alice_id}/token", shop.key, 200, {}),
        lambda api, shop: api.send("DELETE", f"/sites/{shop.site_id}", shop.key, 200, {}),
    ],
    ids=["archived", "renewed", "revoked", "site archived"],
)
def test_a_partners_token_ends(api: Api, shop: Tenant, end: Callable[[Api, Tenant], object]) -> None:
    api.get("/partners/stats", shop.alice)
    end(api, shop)
    api.get("/partners/stats", shop.alice, 401)


def test_a_right_token_beside_many_wrong_ones_at_the_same_address_is_answered(api: Api, shop: Tenant) -> None:
    for number in range(60):
        api.get("/freshness", f"sk_{number}", 401)
        for right in (shop.key, shop.alice) if number % 20 == 19 else ():
            api.get("/partners/stats", right, **ALL_TIME)
