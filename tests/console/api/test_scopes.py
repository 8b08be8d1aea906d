"""What a secret key may do, and that it makes no key that may do more."""

from typing import Any

import pytest
from redis import Redis

from console.api.call_list import CALLS
from console.cookies import MEMBER_COOKIE
from events.enums import Scope
from events.keys import KEY_USES
from events.moments import to_milliseconds
from tests.console.api.test_access import fill
from tests.fixtures.api import NOW, Api, Tenant


def make_key(api: Api, maker: str, *scopes: str) -> dict[str, Any]:
    return api.post("/keys", maker, {"label": "made", "scopes": list(scopes)}, 201)


def test_a_call_is_closed_to_a_key_with_every_scope_but_its_own(api: Api, shop: Tenant) -> None:
    for call in CALLS:
        others = [scope for scope in Scope if scope not in call.open_to]
        answer = api.send(call.method, fill(call.path), make_key(api, shop.key, *others)["secret_key"], 403, {}, {})
        assert answer["error"]["message"] == f"this key lacks the scope {call.scope}", call.summary


def test_every_change_but_a_run_needs_admin_and_what_says_where_money_goes_needs_pay() -> None:
    """But for the one call that a shop's server makes for each customer."""
    assert [call.name for call in CALLS if call.scope == Scope.FRIENDS] == ["put_friend"]
    runs = ("run_fraud", "run_earnings")
    where_money_goes = {call for call in CALLS if call.path.startswith("/payout")}
    assert {call.scope for call in where_money_goes} == {Scope.PAY}
    others = {call for call in CALLS if call.scope != Scope.FRIENDS} - where_money_goes
    assert {call.scope for call in others if call.is_write and call.name not in runs} == {Scope.ADMIN}
    assert {call.scope for call in others if not call.is_write or call.name in runs} <= {Scope.REPORTS, Scope.ADMIN}


def test_a_key_that_changes_the_registry_reads_it_and_no_figures(api: Api, shop: Tenant) -> None:
    admin = make_key(api, shop.key, "admin")["secret_key"]
    for path in ("/sites", "/programs", "/partners", "/links", "/promo-codes", "/keys"):
        api.get(path, admin)
    for path in ("/attribution", "/conversions", "/partners/stats"):
        api.get(path, admin, 403)


def test_a_key_that_reads_reports_runs_the_fraud_rules(api: Api, shop: Tenant) -> None:
    assert api.post("/fraud/run", shop.reading_key, {})["conversions"] == 0


def test_without_scopes_a_key_only_sends_events(api: Api, shop: Tenant) -> None:
    assert api.post("/keys", shop.key, {"label": "till"}, 201)["scopes"] == ["events"]


def test_the_former_names_of_two_scopes_still_work(api: Api, shop: Tenant) -> None:
    assert make_key(api, shop.key, "events:write", "reports:read")["scopes"] == ["events", "reports"]


@pytest.mark.parametrize("stronger", ["pay", "reports", "events"])
def test_a_key_makes_none_stronger_than_itself(api: Api, shop: Tenant, stronger: str) -> None:
    admin = make_key(api, shop.key, "admin")["secret_key"]
    answer = api.post("/keys", admin, {"label": "more", "scopes": ["admin", stronger]}, 403)
    assert answer["error"]["message"] == f"this key lacks the scope {stronger}, so it cannot give it to another"
    assert "more" not in [row["label"] for row in api.get("/keys", shop.key)["rows"]]


def test_a_key_rotates_none_that_is_stronger_than_itself(api: Api, shop: Tenant) -> None:
    strong = make_key(api, shop.key, "pay", "reports")
    admin = make_key(api, shop.key, "admin")["secret_key"]
    api.post(f"/keys/{strong['key_id']}/rotation", admin, {"overlap_hours": 0}, 403)
    api.get("/freshness", strong["secret_key"])


def test_an_owner_gives_any_scope(api: Api, shop: Tenant) -> None:
    api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    made = make_key(api, "", *Scope)
    assert (made["scopes"], made["created_by"].split(":")[0]) == (list(Scope), "member")


def test_a_revoked_key_takes_with_it_what_it_made(api: Api, shop: Tenant) -> None:
    leaked = make_key(api, shop.key, *Scope)
    child = make_key(api, leaked["secret_key"], "admin", "reports")
    grandchild = make_key(api, child["secret_key"], "reports")
    victim = make_key(api, shop.key, "reports")
    rotated = api.post(f"/keys/{victim['key_id']}/rotation", leaked["secret_key"], {}, 201)
    assert child["created_by"] == f"key:{leaked['key_id']}"
    ended = api.send("DELETE", f"/keys/{leaked['key_id']}", shop.key, 200, {})
    made = [child, grandchild, rotated]
    assert ended["also_revoked"] == [each["key_id"] for each in made]
    for each in (leaked, *made):
        api.get("/freshness", each["secret_key"], 401)
    api.get("/freshness", victim["secret_key"])


def test_the_use_of_a_key_is_recorded_and_a_rejected_one_is_not(api: Api, shop: Tenant, redis: Redis) -> None:
    used, rejected = make_key(api, shop.key, "reports"), make_key(api, shop.key, "events")
    api.get("/freshness", used["secret_key"])
    api.get("/freshness", rejected["secret_key"], 403)
    assert redis.hget(KEY_USES, str(used["key_id"])) == str(to_milliseconds(NOW)).encode()
    assert redis.hget(KEY_USES, str(rejected["key_id"])) is None


def test_a_viewer_creates_no_site(api: Api, shop: Tenant) -> None:
    site = {"name": "Mine", "hosts": ["mine.example"]}
    api.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    assert "only an owner" in api.post("/sites", "", site, 403)["error"]["message"]
    api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    api.post("/sites", "", site, 201)
