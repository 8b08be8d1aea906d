"""/terms: versions are saved for good, from their moment on, with a sentence for each rule."""

from typing import Any

import pytest

from console.cookies import MEMBER_COOKIE
from tests.fixtures.api import NOW, Api, Tenant

RULES: dict[str, Any] = {"rewards": [{"id": "sale", "percent": "10"}]}


def save(api: Api, token: str, status: int = 201, /, **rules: Any) -> dict[str, Any]:
    """The answer to terms of 10 % with these fields."""
    return api.post("/terms", token, {"rules": {**RULES, **rules}}, status)


def test_the_first_terms_reach_back_and_say_what_they_mean(api: Api, shop: Tenant) -> None:
    made = save(api, shop.key)
    assert (made["version"], made["valid_from"], made["is_in_force"]) == (1, "2000-01-01T00:00:00+00:00", True)
    assert made["sentences"][0] == "10 % of each sale, paid 30 days after the sale."
    assert made["saved_by"].startswith("key:")
    assert api.get("/terms", shop.key)["rows"] == [made]


def test_what_terms_mean_is_said_in_the_language_that_is_asked_for(api: Api, shop: Tenant) -> None:
    english = save(api, shop.key)
    (russian,) = api.get("/terms", shop.key, language="ru")["rows"]
    assert russian == {**english, "sentences": russian["sentences"]}
    assert russian["sentences"][0] == "10 % от каждой продажи, выплачивается через 30 дней после продажи."
    (figures,) = api.get("/programs/figures", shop.key, language="ru")["rows"]
    sample = api.send("POST", "/terms/sample", shop.key, 200, {"language": "ru"}, {"rules": RULES})
    assert figures["sentences"] == sample["sentences"] == russian["sentences"]
    assert api.get("/terms", shop.key, 400, language="tlh")["error"]["field"] == "language"


def test_later_terms_begin_at_the_moment_of_saving_or_later(api: Api, shop: Tenant) -> None:
    first = save(api, shop.key)
    api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    second = save(api, "", hold_days=14)
    third = save(api, shop.key, valid_from="2026-04-01T00:00:00+02:00")
    assert second["valid_from"] == NOW.isoformat()
    assert third["valid_from"] == "2026-03-31T22:00:00+00:00"
    rows = api.get("/terms", shop.key)["rows"]
    assert [(row["version"], row["is_in_force"]) for row in rows] == [(1, False), (2, True), (3, False)]
    assert rows[0] == {**first, "is_in_force": False}
    answer = save(api, shop.key, 400, valid_from="2026-03-15T11:59:59Z")
    assert answer["error"]["field"] == "rules.valid_from"
    assert answer["error"]["message"] == "lies in the past; give the present moment or a later one"


def test_each_program_has_terms_of_its_own(api: Api, shop: Tenant) -> None:
    program = api.post("/programs", shop.key, {"name": "Agencies"}, 201)["program_id"]
    save(api, shop.key)
    made = api.post("/terms", shop.key, {"rules": RULES, "program_id": program}, 201)
    assert (made["version"], made["program_id"], made["valid_from"][:4]) == (2, program, "2000")
    assert all(row["is_in_force"] for row in api.get("/terms", shop.key)["rows"])
    api.post("/terms", shop.key, {"rules": RULES, "program_id": 999}, 404)


@pytest.mark.parametrize(
    ("rules", "field", "message"),
    [
        ({"rewards": [{"id": "s", "percent": 12.5}]}, "rules.rewards[0].percent", "12.5 is not a percent"),
        ({"rewards": [{"id": "s"}]}, "rules.rewards[0].percent", ""),
        ({"overrides": {"partners": {"alice": [{"id": "s", "percent": "x"}]}}}, "rules.overrides.partners.alice", ""),
        ({"hold_day": 3}, "rules.hold_day", "is not known; leave it out or correct its name"),
        ({}, "rules", "give the rules of the terms"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_field(
    api: Api, shop: Tenant, rules: dict[str, Any], field: str, message: str
) -> None:
    error = api.post("/terms", shop.key, {"rules": rules}, 400)["error"]
    assert error["field"].startswith(field)
    assert message in error["message"]
    assert api.get("/terms", shop.key)["rows"] == []


def test_who_only_looks_saves_no_terms_and_a_partner_sees_none(api: Api, shop: Tenant, rival: Tenant) -> None:
    save(api, shop.reading_key, 403)
    save(api, shop.key)
    api.get("/terms", shop.alice, 403)
    assert api.get("/terms", rival.key)["rows"] == []
    api.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    save(api, "", 403)
    assert len(api.get("/terms", "")["rows"]) == 1
