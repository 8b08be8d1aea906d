"""A partner asks to be paid where the program takes it; a run answers, or the site's people decline with a note."""

from typing import Any

import pytest

from console.cookies import MEMBER_COOKIE
from tests.console.api.payout_runs import IBAN, approve, draft
from tests.fixtures.api import Api, Tenant


def save_terms(api: Api, shop: Tenant, **payout: object) -> None:
    api.post("/terms", shop.key, {"rules": {"rewards": [], "payout": payout}}, 201)


def ask(api: Api, token: str, status: int = 201) -> dict[str, Any]:
    return api.post("/payout-requests", token, {"currency": "EUR"}, status)


def find_obstacle(api: Api, token: str) -> str:
    [possible] = api.get("/payout-requests", token)["possible"]
    assert possible["currency"] == "EUR"
    return str(possible["obstacle"])


def test_a_request_is_answered_by_the_run_that_pays_it(owed: Api, shop: Tenant) -> None:
    save_terms(owed, shop, takes_requests=True)
    assert find_obstacle(owed, shop.alice) == ""
    made = ask(owed, shop.alice)
    assert (made["state"], made["partner"], made["run_id"]) == ("open", "alice", "")
    assert find_obstacle(owed, shop.alice) == "request_open"
    assert ask(owed, shop.alice, 409)["error"]["code"] == "request_open"
    [open_one] = owed.get("/payout-requests", shop.key, request_state="open")["rows"]
    assert open_one["request_id"] == made["request_id"]
    assert owed.get("/overview", shop.key)["tasks"]["payout_requests"] == 1
    run = approve(owed, shop.key, draft(owed, shop.key))["run"]["run_id"]
    [answered] = owed.get("/payout-requests", shop.key)["rows"]
    assert (answered["state"], answered["run_id"], answered["ended_by"][:4]) == ("paid", run, "key:")
    [own] = owed.get("/payout-requests", shop.alice)["rows"]
    assert (own["state"], own["run_id"], own["ended_by"]) == ("paid", "", "")
    assert find_obstacle(owed, shop.alice) == "zero"


def test_a_declined_request_has_a_note_and_the_partner_may_ask_again(owed: Api, shop: Tenant) -> None:
    save_terms(owed, shop, takes_requests=True)
    path = f"/payout-requests/{ask(owed, shop.alice)['request_id']}/decline"
    assert owed.post(path, shop.key, {"note": ""}, 400)["error"]["field"] == "note"
    assert owed.post(path, shop.key, {"note": "next month"})["state"] == "declined"
    owed.post(path, shop.key, {"note": "again"}, 409)
    [own] = owed.get("/payout-requests", shop.alice)["rows"]
    assert (own["state"], own["note"]) == ("declined", "next month")
    ask(owed, shop.alice)
    log = owed.get("/changes", shop.key, change_of="payout_request")["rows"]
    assert [row["act"] for row in log] == ["created", "updated", "created"]


def test_why_nothing_can_be_asked_for_is_said(owed: Api, shop: Tenant) -> None:
    assert find_obstacle(owed, shop.alice) == "requests_not_taken"
    assert ask(owed, shop.alice, 409)["error"]["code"] == "requests_not_taken"
    save_terms(owed, shop, takes_requests=True, minimum={"EUR": 1001})
    assert ask(owed, shop.alice, 409)["error"]["code"] == "below_minimum"
    assert ask(owed, shop.bob, 409)["error"]["code"] == "no_payout_method"


def test_a_program_that_pays_on_request_pays_nobody_else(owed: Api, shop: Tenant) -> None:
    owed.post("/payout-methods", shop.bob, {**IBAN, "holder": "Bob", "iban": "DE89370400440532013000"}, 201)
    save_terms(owed, shop, schedule={"every": "request"})
    skipped = draft(owed, shop.key)["skipped"]
    assert [(each["partner"], each["reason"]) for each in skipped] == [
        ("alice", "not_requested"),
        ("bob", "not_requested"),
    ]
    before = draft(owed, shop.key)
    ask(owed, shop.alice)
    # What was looked at before is not what would be paid now.
    approve(owed, shop.key, before, 409)
    due = {row["partner"]: row["obstacle"] for row in owed.get("/balances/due", shop.key)["rows"]}
    assert due == {"alice": "", "bob": "not_requested"}
    assert [each["partner"] for each in approve(owed, shop.key, draft(owed, shop.key))["items"]] == ["alice"]


def test_the_next_day_of_payment_is_shown_to_both(owed: Api, shop: Tenant) -> None:
    save_terms(owed, shop, schedule={"every": "month", "day": 31, "cutoff_days": 5})
    [own] = owed.get("/earnings/summary", shop.alice)["rows"]
    assert own["next_payout_on"] == "2026-03-31"
    rows = owed.get("/balances/due", shop.key)["rows"]
    assert {row["next_payout_on"] for row in rows} == {"2026-03-31"}


def test_a_run_of_a_program_with_a_schedule_has_its_cutoff(owed: Api, shop: Tenant) -> None:
    save_terms(owed, shop, schedule={"every": "month", "day": 10, "cutoff_days": 9})
    [program] = owed.get("/programs", shop.key)["rows"]
    run = draft(owed, shop.key, program_id=program["program_id"])["run"]
    assert run["cutoff"] == "2026-03-01T00:00:00+00:00"


def test_only_the_partner_asks_and_only_his_site_answers(owed: Api, shop: Tenant, rival: Tenant) -> None:
    save_terms(owed, shop, takes_requests=True)
    ask(owed, shop.key, 403)
    ask(owed, shop.reading_key, 403)
    path = f"/payout-requests/{ask(owed, shop.alice)['request_id']}/decline"
    owed.post(path, rival.key, {"note": "no"}, 404)
    owed.post(path, shop.alice, {"note": "no"}, 403)
    assert owed.get("/payout-requests", shop.bob)["rows"] == []
    assert owed.get("/payout-requests", rival.key)["rows"] == []
    owed.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    owed.get("/payout-requests", "", 403)


@pytest.mark.parametrize("currency", ["euro", ""])
def test_an_error_names_the_currency(owed: Api, shop: Tenant, currency: str) -> None:
    error = owed.post("/payout-requests", shop.alice, {"currency": currency}, 400)["error"]
    assert error["field"] == "currency"
