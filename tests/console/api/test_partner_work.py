"""The marketer works with partners over the API: finds, creates, changes many, merges and imports them."""

from typing import Any

import pytest
from redis import Redis

from console.cookies import MEMBER_COOKIE
from tests.console.api.test_resources import read_edge_links
from tests.fixtures.api import Api, Tenant

FILE = """Name;E-mail;Code;Promo codes
Carol;carol@blog.example;carol;CAROL10
Dan;no address;dan;
Eve;eve@blog.example;alice bob;
Finn;finn@blog.example;b/b
"""


def list_codes(api: Api, shop: Tenant, **query: object) -> list[str]:
    return [row["code"] for row in api.get("/partners", shop.key, **query)["rows"]]


def send_file(api: Api, token: str, content: bytes, status: int = 200, **query: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/csv"}
    named = {"format": "csv", **query}
    answer = api.client.post("/api/v1/partners/imports", content=content, params=named, headers=headers)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_partner_is_created_with_a_way_in_and_a_first_link(api: Api, shop: Tenant, redis: Redis) -> None:
    body = {"code": "carol", "name": "Carol", "group": "Press", "destination": "https://shop.example/"}
    created = api.post("/partners", shop.key, body, 201)
    assert created["sign_in_path"].startswith("/partner/sign-in#pl_")
    assert (created["link_code"], created["group"], created["notes"]) == ("carol", "Press", "")
    assert read_edge_links(redis) == {"carol": "https://shop.example/"}
    foreign = {"code": "dave", "name": "Dave", "destination": "https://elsewhere.example/"}
    assert api.post("/partners", shop.key, foreign, 400)["error"]["field"] == "destination"
    assert list_codes(api, shop) == ["alice", "bob", "carol"]


def test_filters_sort_and_pages(api: Api, shop: Tenant) -> None:
    api.send("PATCH", f"/partners/{shop.alice_id}", shop.key, 200, {}, {"group": "Press", "tags": ["vip"]})
    assert list_codes(api, shop, group="Press") == list_codes(api, shop, tag="VIP") == ["alice"]
    assert list_codes(api, shop, text="LLY") == ["alice"]
    assert list_codes(api, shop, sort="newest") == ["bob", "alice"]
    page = api.get("/partners", shop.key, sort="name", limit=1)
    assert (page["next_cursor"], page["total"], page["groups"], page["tags"]) == (
        str(shop.alice_id), 2, ["Press"], ["vip"],
    )  # fmt: skip
    assert list_codes(api, shop, sort="name", limit=1, cursor=page["next_cursor"]) == ["bob"]
    assert api.get("/partners", shop.key, 400, sort="luck")["error"]["field"] == "sort"
    assert api.get("/partners", shop.key, 404, cursor=999)["error"]["code"] == "not_found"


def test_the_partner_never_sees_notes_and_group(api: Api, shop: Tenant) -> None:
    one = f"/partners/{shop.alice_id}"
    said = {"notes": "Calls on Mondays.\nPays late.", "group": "Press"}
    assert api.send("PATCH", one, shop.key, 200, {}, said)["notes"] == said["notes"]
    for shown in (api.get(one, shop.alice), *api.get("/partners", shop.alice)["rows"]):
        assert not {"notes", "group", "merged_into"} & set(shown)
    assert api.send("PATCH", one, shop.key, 400, {}, {"notes": "a\x00b"})["error"]["field"] == "notes"
    assert api.send("PATCH", one, shop.key, 400, {}, {"name": "a\nb"})["error"]["field"] == "name"
    assert api.send("PATCH", one, shop.key, 200, {}, {"notes": ""})["notes"] == ""


def test_one_act_on_many(api: Api, shop: Tenant, rival: Tenant) -> None:
    body = {"partner_ids": [shop.alice_id, rival.alice_id], "act": "pause"}
    done = api.post("/partners/bulk", shop.key, body)
    assert [(row["partner_id"], row["outcome"]) for row in done["rows"]] == [
        (shop.alice_id, "changed"), (rival.alice_id, "refused"),
    ]  # fmt: skip
    assert (done["changed"], done["unchanged"], done["refused"]) == (1, 0, 1)
    assert "on this site" in done["rows"][1]["problem"]
    assert list_codes(api, shop, status="paused") == ["alice"]
    assert api.get("/partners", rival.key, status="paused")["rows"] == []
    wrongs: list[dict[str, object]] = [{"act": "sack"}, {"partner_ids": []}, {"act": "add_tag", "value": " "}]
    for wrong in wrongs:
        api.post("/partners/bulk", shop.key, body | wrong, 400)


def test_a_viewer_changes_none_of_it(api: Api, shop: Tenant) -> None:
    api.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    assert [row["code"] for row in api.get("/partners", "")["rows"]] == ["alice", "bob"]
    api.post("/partners/bulk", "", {"partner_ids": [shop.alice_id], "act": "pause"}, 403)
    api.post(f"/partners/{shop.alice_id}/merge", "", {"into": 2}, 403)
    api.post("/partners/imports", "", {"rows": [{"name": "x", "codes": ["x"]}]}, 403, preview="1")


def test_a_merge_moves_codes_and_leaves_the_money(api: Api, owed: Api, shop: Tenant) -> None:
    bob_id = api.get("/partners", shop.key, text="bob")["rows"][0]["partner_id"]
    merged = api.post(f"/partners/{shop.alice_id}/merge", shop.key, {"into": bob_id})
    assert merged["codes"] == ["alice", "Ally", "bob"]
    emptied = api.get(f"/partners/{shop.alice_id}", shop.key)
    assert (emptied["status"], emptied["codes"], emptied["merged_into"]) == ("archived", [], bob_id)
    owing = {row["partner"]: row["payable"]["minor"] for row in api.get("/balances", shop.key)["rows"]}
    assert owing == {"alice": 1000, "bob": 2000}
    [own] = api.get("/balances", shop.key, partner=shop.alice_id)["rows"]
    assert own["partner"] == "alice"
    drafted = api.post("/payout-runs", shop.key, {"currency": "EUR"}, 201)
    assert "alice" in str(drafted)
    # In money her code still names her, though by now it is one of Bob's.
    for given in ("alice", shop.alice_id):
        assert [row["partner"] for row in api.get("/balances", shop.key, partner=given)["rows"]] == ["alice"]
    left = api.post(
        f"/payout-runs/{drafted['run']['run_id']}/left-out", shop.key, {"partner": "alice", "note": "Later."}
    )
    assert {row["partner"]: row["reason"] for row in left["skipped"]}["alice"] == "held_review"
    assert api.post(f"/partners/{shop.alice_id}/merge", shop.key, {"into": bob_id}, 409)["error"]["field"]
    api.get("/partners/stats", shop.alice, 401)


def test_a_preview_names_every_bad_row_and_stores_nothing(api: Api, shop: Tenant) -> None:
    done = send_file(api, shop.key, FILE.encode("utf-16"), preview="1")
    assert (done["created"], done["extended"], done["refused"]) == (1, 0, 3)
    problems = [(row["line"], row["field"], row["problem"]) for row in done["rows"] if row["outcome"] == "refused"]
    assert problems == [
        (3, "email", "give an address like ada@example.com"),
        (4, "code", "'bob' is taken on this site"),
        (5, "line", "3 cells under 4 names"),
    ]
    assert list_codes(api, shop) == ["alice", "bob"]


def test_an_import_creates_what_its_preview_said(api: Api, shop: Tenant) -> None:
    assert send_file(api, shop.key, FILE.encode())["created"] == 1
    assert send_file(api, shop.key, FILE.encode())["unchanged"] == 1
    [carol] = api.get("/partners", shop.key, text="carol")["rows"]
    assert [row["code"] for row in api.get("/promo-codes", shop.key, partner=carol["partner_id"])["rows"]] == [
        "CAROL10"
    ]
    rows = {"rows": [{"name": "Gus", "codes": ["gus"]}, {"name": "Hal"}]}
    done = api.post("/partners/imports", shop.key, rows)
    assert [(row["line"], row["outcome"], row["field"]) for row in done["rows"]] == [
        (1, "created", ""), (2, "refused", "code"),
    ]  # fmt: skip


UNUSABLE = {
    "empty": b"",
    "no rows": b"name;code\n",
    "too many rows": b"name,code\n" + b"x,y\n" * 2001,
    "too many codes": b"name,code\nAnna," + b" ".join(b"c%d" % number for number in range(4001)),
    "an endless heading": b'"' + b"x" * 200_000 + b'"\ny\n',
}


@pytest.mark.parametrize("content", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_a_file_without_rows_or_with_too_much_is_rejected(api: Api, shop: Tenant, content: bytes) -> None:
    assert send_file(api, shop.key, content, 400)["error"]["field"] == "body"
