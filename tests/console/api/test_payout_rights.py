"""Who may approve a payout run, and what is approved: what was looked at, and nothing twice."""

from datetime import timedelta
from typing import Any

import pytest

from console.cookies import MEMBER_COOKIE
from tests.console.api.payout_runs import ASKED, PAYER, approve, draft, fetch_file, find_path, say
from tests.fixtures.api import NOW, Api, Tenant


def test_money_that_moved_since_it_was_looked_at_is_not_approved(owed: Api, shop: Tenant) -> None:
    made = draft(owed, shop.key)
    said = {"partner": "alice", "reason": "penalty", "currency": "EUR", "minor": -1, "note": "late"}
    owed.post("/adjustments", shop.key, said, 201)
    assert approve(owed, shop.key, made, 409)["error"]["code"] == "not_possible"
    seen = owed.get(find_path(made), shop.key)
    assert approve(owed, shop.key, seen)["run"]["gross"]["minor"] == 999


def test_a_newer_account_makes_another_digest(owed: Api, shop: Tenant) -> None:
    made = draft(owed, shop.key)
    owed.post("/payout-methods", shop.alice, {"kind": "paypal", "holder": "A", "email": "a@example.com"}, 201)
    approve(owed, shop.key, made, 409)


def test_money_in_one_run_is_in_no_other(owed: Api, shop: Tenant) -> None:
    first, second = draft(owed, shop.key), draft(owed, shop.key)
    approve(owed, shop.key, first)
    approve(owed, shop.key, second, 409)
    assert owed.get(find_path(second), shop.key)["items"] == []


def test_above_the_limit_a_second_person_approves_who_is_no_key(owed: Api, shop: Tenant) -> None:
    rules = {"rewards": [], "payout": {"second_person_above": {"EUR": 999}}}
    owed.post("/terms", shop.key, {"rules": rules}, 201)
    by_key = draft(owed, shop.key)
    assert by_key["needs_second_person"]
    assert approve(owed, shop.key, by_key, 409)["error"]["code"] == "second_person_needed"
    owed.client.cookies.set(MEMBER_COOKIE, shop.owner)
    by_owner = draft(owed, "")
    own_key = owed.post("/keys", "", {"label": "mine", "scopes": ["pay"]}, 201)["secret_key"]
    by_own_key = draft(owed, own_key)
    for run in (by_owner, by_own_key):
        assert approve(owed, "", run, 409)["error"]["code"] == "second_person_needed"
        assert approve(owed, shop.key, run, 409)["error"]["code"] == "second_person_needed"
    assert approve(owed, "", by_key)["run"]["state"] == "approved"


def test_a_draft_may_be_discarded_and_nothing_else(owed: Api, shop: Tenant) -> None:
    made = draft(owed, shop.key)
    for _ in range(2):
        assert owed.post(find_path(made, "/discard"), shop.key, None)["run"]["state"] == "discarded"
    approve(owed, shop.key, made, 409)
    fetch_file(owed, shop.key, made, "csv", 409)
    other = draft(owed, shop.key)
    approve(owed, shop.key, other)
    owed.post(find_path(other, "/discard"), shop.key, None, 409)


def test_a_run_without_a_payer_takes_that_of_the_run_before(owed: Api, shop: Tenant) -> None:
    first = owed.post("/payout-runs", shop.key, {"currency": "EUR"}, 201)
    assert first["payer"] is None
    approve(owed, shop.key, first)
    fetch_file(owed, shop.key, first, "sepa", 409)
    draft(owed, shop.key)
    assert owed.post("/payout-runs", shop.key, {"currency": "EUR"}, 201)["payer"]["name"] == "Shop Ltd"


def test_viewers_other_sites_and_keys_without_pay_see_and_do_nothing(owed: Api, shop: Tenant, rival: Tenant) -> None:
    made = draft(owed, shop.key)
    admin = owed.post("/keys", shop.key, {"label": "made", "scopes": ["admin", "reports"]}, 201)["secret_key"]
    for path in ("/payout-runs", find_path(made), find_path(made, "/file"), "/payouts"):
        owed.get(path, shop.reading_key, 403, **_format(path))
    acts: dict[str, dict[str, Any]] = {
        "/approve": {"digest": made["digest"]},
        "/discard": {},
        "/left-out": {"partner": "alice", "note": "no"},
        "/results": say("paid"),
    }
    for act, body in acts.items():
        owed.post(find_path(made, act), admin, body, 403)
        owed.post(find_path(made, act), rival.key, body, 404)
        owed.post(find_path(made, act), shop.alice, body, 403)
    owed.get(find_path(made), rival.key, 404)
    assert owed.get("/payout-runs", rival.key)["rows"] == owed.get("/payouts", rival.key)["rows"] == []
    owed.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    for path in ("/payout-runs", find_path(made), find_path(made, "/file"), "/payouts"):
        owed.get(path, "", 403, **_format(path))


def _format(path: str) -> dict[str, str]:
    return {"format": "csv"} if path.endswith("/file") else {}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"currency": "euro"}, "currency"),
        ({"payer": {"name": "", "accounts": []}}, "payer"),
        ({"payer": {**PAYER, "accounts": [{"kind": "iban", "holder": "S", "iban": "DE88370400440532013000"}]}}, "iban"),
        ({"rates": {"PLN": "0.0"}}, "rates"),
        ({"execute_on": "soon"}, "execute_on"),
        ({"cutoff": "yesterday"}, "cutoff"),
    ],
)
def test_an_error_names_the_field(api: Api, shop: Tenant, change: dict[str, Any], field: str) -> None:
    assert api.post("/payout-runs", shop.key, {**ASKED, **change}, 400)["error"]["field"] == field


def test_what_will_be_payable_is_not_paid_yet(api: Api, shop: Tenant) -> None:
    to_come = (NOW + timedelta(days=1)).isoformat()
    assert api.post("/payout-runs", shop.key, {**ASKED, "cutoff": to_come}, 409)["error"]["code"] == "not_possible"
