"""Applications through the API: handed in by a shop's server, decided by whoever may."""

import hashlib

import pytest

from console.cookies import MEMBER_COOKIE
from tests.fixtures.api import Api, Tenant

ADA = {"name": "Ada", "email": "ada@b.example", "answers": ["A blog"]}
TERMS = {"rules": {"rewards": [{"id": "sale", "event": "sale", "percent": "10"}]}}


@pytest.fixture
def program(api: Api, shop: Tenant) -> int:
    """The shop's program, with one question."""
    [found] = api.get("/programs", shop.key)["rows"]
    body = {"questions": [{"text": "Where?", "is_required": True}]}
    api.send("PATCH", f"/programs/{found['program_id']}/application-form", shop.key, 200, {}, body)
    return int(found["program_id"])


def test_a_form_says_what_it_asks_and_where_it_is(api: Api, shop: Tenant, program: int) -> None:
    form = api.get(f"/programs/{program}/application-form", shop.reading_key)
    assert form["questions"] == [{"text": "Where?", "kind": "short", "is_required": True, "choices": []}]
    assert (form["is_open"], form["path"]) == (False, f"/apply/{shop.site_key}/{program}")
    assert (form["terms_version"], form["terms_hash"], form["terms"]) == (None, "", [])


def test_the_terms_that_were_accepted_are_those_in_force(api: Api, shop: Tenant, program: int) -> None:
    api.post("/terms", shop.key, TERMS, 201)
    form = api.get(f"/programs/{program}/application-form", shop.key)
    assert form["terms_hash"] == hashlib.sha256("\n".join(form["terms"]).encode()).hexdigest()
    assert api.post("/applications", shop.key, ADA, 409)["error"]["field"] == "terms_hash"
    made = api.post("/applications", shop.key, {**ADA, "terms_hash": form["terms_hash"]}, 201)
    assert (made["terms_version"], made["terms_hash"]) == (form["terms_version"], form["terms_hash"])


def test_an_application_is_handed_in_and_accepted(api: Api, shop: Tenant, program: int) -> None:
    made = api.post("/applications", shop.key, ADA, 201)
    assert (made["status"], made["program_id"], made["answers"]) == (
        "open",
        program,
        [{"question": "Where?", "answer": "A blog"}],
    )
    assert made["created_by"].startswith("key:")
    path = f"/applications/{made['application_id']}/decision"
    decided = api.post(path, shop.key, {"decision": "accept", "code": "ada-blog"})
    assert (decided["status"], decided["sign_in_path"].partition("#")[0]) == ("accepted", "/partner/sign-in")
    partner = api.get(f"/partners/{decided['partner_id']}", shop.key)
    assert (partner["code"], partner["email"]) == ("ada-blog", "ada@b.example")
    api.post(path, shop.key, {"decision": "decline", "reason": "No"}, 409)


def test_to_decline_needs_a_reason(api: Api, shop: Tenant, program: int) -> None:
    made = api.post("/applications", shop.key, ADA, 201)
    path = f"/applications/{made['application_id']}/decision"
    assert api.post(path, shop.key, {"decision": "decline"}, 400)["error"]["field"] == "reason"
    assert api.post(path, shop.key, {"decision": "perhaps"}, 400)["error"]["field"] == "decision"
    declined = api.post(path, shop.key, {"decision": "decline", "reason": "Too\nearly"})
    assert (declined["reason"], declined["partner_id"], declined["sign_in_path"]) == ("Too\nearly", None, "")
    [row] = api.get("/applications", shop.key, application_status="declined")["rows"]
    assert row["application_id"] == made["application_id"]
    assert api.get("/applications", shop.key, application_status="open")["rows"] == []


def test_a_code_that_is_taken_leaves_the_application_open(api: Api, shop: Tenant, program: int) -> None:
    made = api.post("/applications", shop.key, ADA, 201)
    path = f"/applications/{made['application_id']}/decision"
    assert api.post(path, shop.key, {"decision": "accept", "code": "alice"}, 409)["error"]["field"] == "code"
    assert api.get("/applications", shop.key)["rows"][0]["status"] == "open"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "x"}, "email"),
        ({"answers": []}, "answers.1"),
        ({"name": ""}, "name"),
        ({"website": "a b"}, "website"),
    ],
)
def test_what_does_not_fit_is_said(change: dict[str, object], field: str, api: Api, shop: Tenant, program: int) -> None:
    assert api.post("/applications", shop.key, {**ADA, **change}, 400)["error"]["field"] == field


def test_another_site_sees_and_decides_nothing(api: Api, shop: Tenant, rival: Tenant, program: int) -> None:
    made = api.post("/applications", shop.key, ADA, 201)
    assert api.get("/applications", rival.key)["rows"] == []
    api.post(f"/applications/{made['application_id']}/decision", rival.key, {"decision": "accept"}, 404)
    api.get(f"/programs/{program}/application-form", rival.key, 404)
    api.send("PATCH", f"/programs/{program}/application-form", rival.key, 404, {}, {"is_open": True})
    api.post("/applications", rival.key, {**ADA, "program_id": program}, 404)


def test_only_a_key_with_admin_hands_in_and_lists(api: Api, shop: Tenant) -> None:
    for key in (shop.reading_key, shop.writing_key, shop.alice):
        api.post("/applications", key, ADA, 403)
        api.get("/applications", key, 403)


def test_what_waits_is_on_the_overview_of_whoever_decides(api: Api, shop: Tenant, program: int) -> None:
    first = api.get("/overview", shop.key)["tasks"]["applications"]
    api.post("/applications", shop.key, ADA, 201)
    assert (first, api.get("/overview", shop.key)["tasks"]["applications"]) == (0, 1)
    api.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    assert api.get("/overview", "")["tasks"]["applications"] is None
