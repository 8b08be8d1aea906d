"""What an administrator of the installation sees and does, and that it opens no site."""

import json
from datetime import timedelta
from typing import Any

import pytest

from console.api.call_list import CALLS
from console.cookies import MEMBER_COOKIE
from database.sessions import Sessions, begin_change
from registry.enums import Role
from registry.models import TeamMember
from registry.team.members import add_member, create_login, start_session
from settings import ConsoleSettings
from settings.data_directory import last_backup_record
from tests.console.api.test_access import fill
from tests.fixtures.api import NOW, Api, Tenant

OF_ADMINISTRATORS = [call for call in CALLS if call.path.startswith("/installation")]


@pytest.fixture
def administrator(api: Api, sessions: Sessions) -> TeamMember:
    """Signed in, and without access to any site."""
    with begin_change(sessions) as session:
        member = create_login(session, "root@prm.example", "")
        member.is_administrator = True
        session.flush()
        api.client.cookies.set(MEMBER_COOKIE, start_session(session, member.id, NOW))
    return member


def map_people(api: Api) -> dict[str, dict[str, Any]]:
    return {row["email"]: row for row in api.get("/installation/people", "")["rows"]}


def test_the_calls_of_administrators_are_these() -> None:
    assert {call.name for call in CALLS if call.is_for_administrators} == {call.name for call in OF_ADMINISTRATORS}


def test_nobody_else_is_let_through_whatever_the_role_or_key(api: Api, shop: Tenant) -> None:
    for call in OF_ADMINISTRATORS:
        for cookie, token in ((shop.owner, ""), (shop.onlooker, ""), ("", shop.key), ("", shop.alice)):
            api.client.cookies.set(MEMBER_COOKIE, cookie)
            assert api.send(call.method, fill(call.path), token, 403, {}, {})["error"]["code"] == "forbidden"


def test_an_administrator_sees_no_site_by_this_right_alone(api: Api, administrator: TeamMember, shop: Tenant) -> None:
    for call in CALLS:
        if not call.is_for_administrators and call.path not in ("/sites", "/members/me"):
            path = fill(call.path).replace("/sites/1", f"/sites/{shop.site_id}")
            api.send(call.method, path, "", 403, {"site": shop.site_id}, {})
    assert api.get("/sites", "")["rows"] == []


def test_sites_are_listed_created_for_an_owner_and_archived(
    api: Api, administrator: TeamMember, shop: Tenant, rival: Tenant, sessions: Sessions
) -> None:
    rows = api.get("/installation/sites", "")["rows"]
    assert [(row["name"], row["members"]) for row in rows] == [("shop", 2), ("rival", 2)]
    owner = map_people(api)["owner@shop.example"]["member_id"]
    new = {"name": "New", "hosts": ["new.example"], "owner_id": owner}
    made = api.post("/installation/sites", "", new, 201)
    assert map_people(api)["owner@shop.example"]["sites"][-1] == {
        "site_id": made["site_id"],
        "name": "New",
        "role": "owner",
    }
    assert api.get("/sites", "")["rows"] == []
    archived = api.send("DELETE", f"/installation/sites/{rival.site_id}", "", 200, {})
    assert archived["archived_at"] is not None
    api.get("/freshness", rival.key, 401)
    own = api.post("/installation/sites", "", {"name": "Own", "hosts": ["own.example"]}, 201)
    assert [row["site_id"] for row in api.get("/sites", "")["rows"]] == [own["site_id"]]
    mine = api.post("/sites", "", {"name": "Mine", "hosts": ["mine.example"]}, 201)
    log = api.get("/changes", "", site=mine["site_id"])["rows"]
    assert {row["author_name"] for row in log} == {"root@prm.example"}


def test_people_are_signed_out_given_access_and_archived(
    api: Api, administrator: TeamMember, shop: Tenant, rival: Tenant
) -> None:
    person = map_people(api)["onlooker@shop.example"]
    one = f"/installation/people/{person['member_id']}"
    assert (person["sessions"], person["is_administrator"]) == (1, False)
    assert [(each["name"], each["role"]) for each in person["sites"]] == [("shop", "analyst")]
    assert api.send("DELETE", f"{one}/sessions", "", 200, {})["ended"] == 1
    given = api.post(f"{one}/memberships", "", {"site_id": rival.site_id, "role": "viewer"}, 201)
    assert [(each["name"], each["role"]) for each in given["sites"]] == [("shop", "analyst"), ("rival", "analyst")]
    assert api.send("PATCH", one, "", 200, {}, {"is_administrator": True})["is_administrator"]
    assert api.send("DELETE", one, "", 200, {})["archived_at"] is not None
    api.send("DELETE", one, "", 404, {})
    log = api.get("/installation/changes", "")["rows"]
    assert [(row["subject_name"], row["act"], row["author_name"]) for row in log[:2]] == [
        ("onlooker@shop.example", "archived", "root@prm.example"),
        ("onlooker@shop.example", "updated", "root@prm.example"),
    ]


def test_the_last_administrator_stays(api: Api, administrator: TeamMember) -> None:
    one = f"/installation/people/{administrator.id}"
    for method, body in (("PATCH", {"is_administrator": False}), ("DELETE", None)):
        message = api.send(method, one, "", 409, {}, body)["error"]["message"]
        assert message == "an installation keeps at least one administrator; make somebody else one first"
    assert map_people(api)["root@prm.example"]["is_administrator"]


def test_keys_are_shown_without_the_secret(api: Api, administrator: TeamMember, shop: Tenant) -> None:
    rows = api.get("/installation/keys", "")["rows"]
    assert {row["site_name"] for row in rows} == {"shop", "rival"}
    assert shop.key not in str(rows)
    assert shop.key[-4:] in {row["last_four"] for row in rows}


def test_health_names_each_part_and_what_to_do(api: Api, administrator: TeamMember) -> None:
    found = {row["part"]: row for row in api.get("/installation/health", "")["rows"]}
    assert (found["registry"]["state"], found["redis"]["state"]) == ("fine", "fine")
    assert found["warehouse"]["answer"].startswith("ClickHouse ")
    assert (found["worker"]["state"], found["backup"]["answer"]) == ("attention", "none was made")
    assert all(row["remedy"] for row in found.values() if row["state"] != "fine")
    assert "prm 0." in found["versions"]["answer"]


@pytest.mark.parametrize(
    ("language", "backup", "remedy", "worker"),
    [
        (
            "en",
            "shop.tar, made 3 days ago",
            "See the log of `prm up`, or run `prm backup`.",
            "none runs: no fraud rules",
        ),
        (
            "pl",
            "shop.tar, zrobiona 3 dni temu",
            "Zobacz dziennik `prm up` albo uruchom `prm backup`.",
            "żaden nie działa",
        ),
        ("ru", "shop.tar, сделана 3 дня назад", "Смотрите журнал `prm up` или выполните `prm backup`.", "ни один не"),
    ],
)
def test_health_is_read_in_the_language_that_is_asked_for(
    api: Api,
    administrator: TeamMember,
    console_settings: ConsoleSettings,
    language: str,
    backup: str,
    remedy: str,
    worker: str,
) -> None:
    record = {"name": "shop.tar", "made_at": (NOW - timedelta(days=3)).isoformat()}
    last_backup_record(console_settings.data_dir).write_text(json.dumps(record))
    rows = api.get("/installation/health", "", language=language)["rows"]
    found = {row["part"]: row for row in rows}
    assert (found["backup"]["answer"], found["backup"]["remedy"]) == (backup, remedy)
    assert found["worker"]["answer"].startswith(worker)
    assert all(row["remedy"] for row in rows if row["state"] != "fine")
    assert not any(row["remedy"] for row in rows if row["state"] == "fine")


@pytest.mark.parametrize(
    ("age", "time"),
    [
        (timedelta(seconds=1), "1 second"),
        (timedelta(seconds=119), "119 seconds"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(hours=48), "2 days"),
    ],
)
def test_health_writes_a_time_in_a_unit_of_its_size(
    api: Api, administrator: TeamMember, console_settings: ConsoleSettings, age: timedelta, time: str
) -> None:
    record = {"name": "shop.tar", "made_at": (NOW - age).isoformat()}
    last_backup_record(console_settings.data_dir).write_text(json.dumps(record))
    rows = api.get("/installation/health", "")["rows"]
    assert f"shop.tar, made {time} ago" in {row["answer"] for row in rows}


def test_a_site_shows_its_log_to_its_team_and_no_other(
    api: Api, shop: Tenant, rival: Tenant, sessions: Sessions
) -> None:
    api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    api.send("PATCH", f"/sites/{shop.site_id}", "", 200, {}, {"timezone": "Europe/Berlin"})
    api.post("/terms", shop.key, {"rules": {"rewards": [{"id": "sale", "percent": "10"}]}}, 201)
    terms, site = api.get("/changes", "", limit=2)["rows"]
    assert (terms["subject"], terms["act"], terms["author_name"]) == ("terms", "created", "all")
    assert (site["subject_name"], site["author_name"]) == ("shop", "owner@shop.example")
    assert (site["before"], site["after"]) == ({"timezone": "UTC"}, {"timezone": "Europe/Berlin"})
    cursor = api.get("/changes", "", limit=2)["next_cursor"]
    assert {row["change_id"] for row in api.get("/changes", "", cursor=cursor)["rows"]}.isdisjoint(
        {terms["change_id"], site["change_id"]}
    )
    assert [row["subject"] for row in api.get("/changes", "", change_of="site")["rows"]] == ["site", "site"]
    api.get("/changes", shop.reading_key, 403)
    api.get("/changes", shop.alice, 403)
    api.get("/changes", rival.key, 403, site=shop.site_id)
    api.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    api.get("/changes", "")


def test_an_erasure_is_previewed_and_asked_for_by_an_owner(api: Api, shop: Tenant, sessions: Sessions) -> None:
    asked = {"kind": "email", "value": "ada@lovelace.example"}
    assert api.post("/erasures/preview", shop.key, asked)["events"] == 0
    made = api.post("/erasures", shop.key, asked, 201)
    assert (made["state"], made["kind"]) == ("waiting", "email")
    assert api.get("/erasures", shop.key)["rows"] == [made]
    assert "lovelace" not in str(api.get("/erasures", shop.key)) + str(api.get("/changes", shop.key))
    for wrong in (
        {"kind": "email", "value": "ada"},
        {"kind": "name", "value": "ada"},
        {"kind": "visitor", "value": " "},
    ):
        api.post("/erasures", shop.key, wrong, 400)
    with begin_change(sessions) as session:
        finance = add_member(session, shop.site_id, "money@shop.example", "", Role.FINANCE)
        api.client.cookies.set(MEMBER_COOKIE, start_session(session, finance.id, NOW))
    api.get("/erasures", "", 403)
    api.post("/erasures", "", asked, 403)
