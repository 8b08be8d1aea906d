"""An answer that a client has still is not computed and sent again; whatever changes it changes its tag."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from starlette.testclient import TestClient

from console.api.call_list import CALLS
from tests.fixtures.api import Api, Tenant
from tests.fixtures.event_rows import at, event_id, make_event, store_duplicate, store_events
from tests.reports.attribution.questions import MARCH, click, sale
from tests.reports.settled.shops import settle
from warehouse.interface import Warehouse
from warehouse.upkeep.erasure import Person, erase_person

CLICK, SALE = click(1, "2026-03-02", "alice"), sale(2, "2026-03-10")
OF_ALICE = (
    "/attribution",
    "/attribution/compare",
    "/partners/stats",
    "/conversions",
    f"/conversions/{event_id(2)}/why",
)
OF_SHOP = (*OF_ALICE, "/paths", "/promo-codes/redemptions")


@pytest.fixture
def stored(warehouse: Warehouse, shop: Tenant, rival: Tenant) -> Warehouse:
    """A sale of Alice, settled, at both sites."""
    for number, site_id in enumerate((shop.site_id, rival.site_id)):
        events = [dict(CLICK), dict(SALE)] if not number else [click(11, "2026-03-02"), sale(12, "2026-03-10")]
        store_events(warehouse, [{**each, "site_id": site_id} for each in events])
        settle(warehouse, site_id)
    return warehouse


def ask(api: Api, token: str, path: str, tag: str = "", **query: Any) -> tuple[int, str, Any]:
    """Status, tag and JSON of the answer to a client that has the one with this tag."""
    named = {name.rstrip("_"): value for name, value in {**MARCH, **query}.items()}
    headers = {"Authorization": f"Bearer {token}", **({"If-None-Match": tag} if tag else {})}
    answer = api.client.get(f"/api/v1{path}", params=named, headers=headers)
    return answer.status_code, answer.headers.get("etag", ""), answer.json() if answer.content else None


def find_tags(api: Api, shop: Tenant) -> dict[tuple[str, str], str]:
    """Of every answer to the marketer and to Alice."""
    asked = [*((shop.key, path) for path in OF_SHOP), *((shop.alice, path) for path in OF_ALICE)]
    return {(token, path): ask(api, token, path)[1] for token, path in asked}


@pytest.mark.usefixtures("stored")
def test_an_unchanged_answer_is_not_sent_again(api: Api, shop: Tenant) -> None:
    for (token, path), tag in find_tags(api, shop).items():
        assert tag
        assert ask(api, token, path, tag) == (304, tag, None)
        assert ask(api, token, path, f'"other", {tag}')[0] == 304
        assert ask(api, token, path, '"other"')[0] == 200


@pytest.mark.usefixtures("stored")
def test_a_tag_is_of_one_caller_and_one_question(api: Api, shop: Tenant) -> None:
    tag = ask(api, shop.alice, "/partners/stats")[1]
    assert ask(api, shop.bob, "/partners/stats", tag)[0] == 200
    assert ask(api, shop.key, "/partners/stats", tag)[0] == 200
    assert ask(api, shop.alice, "/partners/stats", tag, interval="week")[0] == 200
    assert ask(api, shop.alice, "/attribution", tag)[0] == 200
    why = ask(api, shop.alice, OF_ALICE[-1])[1]
    assert ask(api, shop.bob, OF_ALICE[-1], why)[0] == 404


def store(*events: Mapping[str, Any]) -> Callable[[Warehouse, TestClient, Tenant], None]:
    """What arrives."""
    return lambda warehouse, _, shop: store_events(warehouse, [{**each, "site_id": shop.site_id} for each in events])


def change(method: str, path: str, body: object) -> Callable[[Warehouse, TestClient, Tenant], None]:
    """What a call changes."""

    def send(_: Warehouse, client: TestClient, shop: Tenant) -> None:
        named = path.format(alice=shop.alice_id, site=shop.site_id)
        client.request(
            method, f"/api/v1{named}", json=body, headers={"Authorization": f"Bearer {shop.key}"}
        ).raise_for_status()

    return send


def erase(warehouse: Warehouse, _: TestClient, shop: Tenant) -> None:
    """The buyer, as `prm erase` does."""
    store_events(warehouse, [{**sale(3, "2026-03-11", visitor_id="visitor-of-anna-1"), "site_id": shop.site_id}])
    settle(warehouse, shop.site_id)
    erase_person(warehouse, Person(shop.site_id, frozenset({"visitor-of-anna-1"}), frozenset(), "", frozenset()))


def repeat(warehouse: Warehouse, _: TestClient, shop: Tenant) -> None:
    """The same report again, which no arrival shows."""
    store_duplicate(warehouse, {**SALE, "site_id": shop.site_id, "order_id": ""}, 5, "event_id")


REFUND = make_event(4, at("2026-03-12"), type="refund", order_id="o2", amount_minor=400, currency="EUR")
CHANGES = {
    "a late click": store(click(3, "2026-03-09", "bob")),
    "a refund": store(REFUND),
    "a repeated report": repeat,
    "a fraud run": change("POST", "/fraud/run", {}),
    "a decision": lambda warehouse, client, shop: decide(warehouse, shop),
    "a new code": change("POST", "/partners/{alice}/codes", {"code": "al"}),
    "another name": change("PATCH", "/partners/{alice}", {"name": "Alice & Co"}),
    "a pause": change("PATCH", "/partners/{alice}", {"status": "paused"}),
    "other rules": change("PATCH", "/programs/{site}", {"window_days": 2}),
    "shown orders": change("PATCH", "/sites/{site}", {"partners_see_orders": True}),
    "an erasure": erase,
}


def decide(warehouse: Warehouse, shop: Tenant) -> None:
    """A person rejects the sale."""
    decided = {"site_id": shop.site_id, "subject_kind": "conversion", "subject_id": event_id(2), "decision": "reject"}
    row = {**decided, "decided_by": "olga", "decided_at": at("2026-03-11")}
    warehouse.insert("decisions", {name: [value] for name, value in row.items()})


@pytest.mark.parametrize("make_change", CHANGES.values(), ids=CHANGES.keys())
def test_what_may_change_an_answer_changes_its_tag(
    stored: Warehouse,
    api: Api,
    shop: Tenant,
    rival: Tenant,
    make_change: Callable[[Warehouse, TestClient, Tenant], None],
) -> None:
    of_rival = ask(api, rival.key, "/attribution")[1]
    asked = [(shop.key, "/attribution"), (shop.key, OF_ALICE[-1]), (shop.alice, "/partners/stats")]
    tags = [ask(api, token, path)[1] for token, path in asked]
    make_change(stored, api.client, shop)
    settle(stored, shop.site_id)
    assert all(tags)
    for (token, path), tag in zip(asked, tags, strict=True):
        assert ask(api, token, path, tag)[:2] not in ((304, tag), (200, tag)), path
    assert ask(api, rival.key, "/attribution", of_rival)[0] == 304


def test_there_is_none_before_the_paths_are_settled(warehouse: Warehouse, api: Api, shop: Tenant) -> None:
    store_events(warehouse, [{**each, "site_id": shop.site_id} for each in (CLICK, SALE)])
    assert set(find_tags(api, shop).values()) == {""}


@pytest.mark.usefixtures("stored")
def test_only_tagged_answers_are_kept_and_by_the_browser_alone(api: Api, shop: Tenant) -> None:
    headers = {"Authorization": f"Bearer {shop.key}"}
    kept = api.client.get("/api/v1/attribution", headers=headers).headers
    assert (kept["cache-control"], kept["vary"]) == ("private, no-cache", "Accept, Authorization, Cookie, X-PRM-Reader")
    for path in ("/cohorts", "/attribution?format=csv", "/partners"):
        assert api.client.get(f"/api/v1{path}", headers=headers).headers["cache-control"] == "no-store"


def test_whatever_has_a_tag_is_read_and_of_one_site() -> None:
    tagged = {call.path for call in CALLS if call.is_tagged}
    assert tagged == {path.replace(event_id(2), "{event_id}") for path in OF_SHOP} | {"/overview"}
    assert not any(call.is_write or call.method != "GET" for call in CALLS if call.is_tagged)
