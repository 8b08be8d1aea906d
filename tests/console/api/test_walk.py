"""Every call of the OpenAPI document and every page, asked by everybody, about the rows of a site that is not theirs.

No answer contains another site's text, nothing of that site changes, and no answer is an error of the server. The
requests are made of the document; a call that the walk cannot fill so that its owner may do it fails it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from redis import Redis
from starlette.routing import Route
from starlette.testclient import TestClient

from console.api.call_list import CALLS
from console.api.openapi import template_path
from console.api.request import Call
from console.app import create_app
from console.cookies import MEMBER_COOKIE, PARTNER_COOKIE
from console.pages.routes import console_routes
from database.sessions import Sessions, begin_change
from earnings.payees.stored_methods import WAIT
from events.enums import Scope
from registry.enums import Role
from registry.partner_sessions import create_sign_in_link, open_sign_in_link
from registry.team.members import start_session
from registry.team.rights import RIGHTS
from settings import ConsoleSettings, read_settings
from tests.console.api.walk_requests import DESCRIPTION, Filled, Filler
from tests.console.api.walk_rows import list_rows
from tests.console.api.walk_sites import ALICE, ALICES, BOB, BOBS, MARK, People, Sites, make_sites
from tests.fixtures.api import NOW
from tests.fixtures.redis import RedisProcess
from tests.fixtures.registry import open_empty_registry
from tests.fixtures.warehouse import empty_tables
from warehouse.interface import Warehouse

# Thirty walks of a hundred and fifty calls take as long as a quarter of the suite.
pytestmark = pytest.mark.slow
# What is not done by those who may do all else, and why: the status of the answer.
NOT_DONE: Mapping[str, int] = {
    # Only the partner asks, and his request is open already.
    "create_payout_request": 403,
    # The walk has given a newer one, which it cannot name.
    "archive_payout_method": 409,
    # It has made new terms, which the applicant has not read.
    "create_application": 409,
}
# A draft cannot be both approved and discarded: these are for a second one.
OF_OTHER_RUN = {"discard_payout_run", "leave_out_of_payout_run"}
# Whatever needs a row comes before what ends it.
FIRST = ("decline_payout_request", "approve_payout_run", "get_payout_file", "store_payout_results")
LAST = (
    "discard_payout_run",
    "remove_member",
    "archive_person",
    "archive_partner",
    "merge_partner",
    "archive_program",
    "create_site",
    "archive_site",
)
# What concerns whoever asks, and no site.
OF_PEOPLE = {"read_own_settings", "update_own_settings", "list_sites", "create_site"}
# What each member has of his own at a site.
OF_MEMBERS = {"list_views", "create_view", "update_view", "remove_view"}
OF_MEMBERS |= {"list_report_mails", "create_report_mail", "end_report_mail"}
OF_ONE_ROW = {"/partners/{partner_id}", "/programs/{program_id}"}
OUTSIDERS = ["nobody", "a partner", *(f"a key with {scope}" for scope in Scope), *Role]
# How calls that name several rows, or a partner by his code, say that there is no such row.
NOT_FOUND_OTHERWISE = {"act_on_partners": 200, "leave_out_of_payout_run": 400}
Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Walk:
    """The installation, and who asks it."""

    client: TestClient
    sessions: Sessions
    warehouse: Warehouse
    sites: Sites

    def ask(self, filled: Filled, headers: Headers, site: int | None = None) -> Any:
        """The answer; ``site`` where the call takes one."""
        named = {"site": str(site)} if site is not None and "site" in filled.call.parameters else {}
        address = f"/api/v1{filled.path}"
        return self.client.request(
            filled.call.method, address, params={**filled.query, **named}, json=filled.body, headers=headers
        )

    def list_rows(self, partner_id: int | None = None) -> dict[str, object]:
        """What the first site has, or one of its partners."""
        return list_rows(self.sessions, self.warehouse, self.sites.shop.site_id, partner_id)


@pytest.fixture(scope="module")
def walk(
    tmp_path_factory: pytest.TempPathFactory, embedded_session: Warehouse, redis_process: RedisProcess
) -> Iterator[Walk]:
    """One installation for the file."""
    place = tmp_path_factory.mktemp("walk")
    mail = {"PRM_SMTP_URL": "smtp://127.0.0.1:9", "PRM_MAIL_FROM": "prm@mail.example"}
    settings = read_settings(ConsoleSettings, {"PRM_DATA_DIR": str(place), "PRM_REDIS_URL": redis_process.url, **mail})
    empty_tables(embedded_session)
    with open_empty_registry(place) as sessions, Redis.from_url(redis_process.url) as redis:
        redis.flushall()
        app = create_app(settings, embedded_session, sessions, redis, lambda: NOW)
        client = TestClient(app, client=("127.0.0.1", 50000), follow_redirects=False, raise_server_exceptions=False)
        # So that a payout method may be used as soon as it is given.
        with client, pytest.MonkeyPatch.context() as patch:
            patch.setattr("earnings.payees.stored_methods.WAIT", -WAIT)
            yield Walk(client, sessions, embedded_session, make_sites(sessions, embedded_session, client))


def as_member(token: str) -> Headers:
    return {"Cookie": f"{MEMBER_COOKIE}={token}"}


def as_partner(token: str) -> Headers:
    return {"Cookie": f"{PARTNER_COOKIE}={token}"}


def as_bearer(token: str) -> Headers:
    return {"Authorization": f"Bearer {token}"}


def find_headers(people: People, name: str) -> Headers:
    """Of somebody by the words of OUTSIDERS."""
    if name == "nobody":
        return {}
    if name == "a partner":
        return as_bearer(people.tokens[0])
    if name.startswith("a key"):
        return as_bearer(people.keys[Scope(name.split()[-1])])
    return as_member(people.members[Role(name)])


def find_leak(text: str, filled: Filled, marks: tuple[str, ...]) -> str:
    """Which mark an answer contains that the question did not."""
    shown = text.lower()
    for asked in sorted(
        map(str.lower, list_texts([filled.path, dict(filled.query), filled.body])), key=len, reverse=True
    ):
        shown = shown.replace(asked, "")
    return next((mark for mark in marks if mark in shown), "")


def list_texts(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield from (content, *content.split("/")[1:])
    elif isinstance(content, Mapping):
        for value in content.values():
            yield from list_texts(value)
    elif isinstance(content, list):
        for each in content:
            yield from list_texts(each)


def list_expected(filled: Filled, name: str) -> set[int]:
    """Which status somebody of another site gets for rows that are not theirs."""
    if name == "nobody":
        return {401}
    if filled.call.is_for_administrators:
        return {403}
    missing = {403, 404, NOT_FOUND_OTHERWISE.get(filled.call.name, 404)}
    return missing if filled.names_rows else set(range(200, 500))


def test_the_walk_takes_every_call_of_the_document() -> None:
    described = {each["operationId"] for path in DESCRIPTION["paths"].values() for each in path.values()}
    assert described == {call.name for call in CALLS}
    assert set(FIRST) | set(LAST) | set(NOT_DONE) | OF_OTHER_RUN <= described


@pytest.mark.parametrize("name", OUTSIDERS)
def test_another_site_neither_reads_nor_changes_anything_of_this_one(walk: Walk, name: str) -> None:
    rival, shop = walk.sites.rival, walk.sites.shop
    headers, filler = find_headers(rival, name), Filler(walk.sites.ids, rival.host)
    before, problems = walk.list_rows(), list[tuple[object, ...]]()
    for call in CALLS:
        filled = filler.fill(call)
        answer = walk.ask(filled, headers, None if name == "nobody" else rival.site_id)
        expected = list_expected(filled, name)
        if answer.status_code not in expected or find_leak(answer.text, filled, (MARK,)):
            problems.append((call.name, answer.status_code, answer.text[:300]))
        if "site" in call.parameters and name != "nobody":
            answer = walk.ask(filled, headers, shop.site_id)
            if answer.status_code not in (403, 404) or find_leak(answer.text, filled, (MARK,)):
                problems.append((call.name, "site", answer.status_code, answer.text[:300]))
    assert problems == []
    assert walk.list_rows() == before


def test_another_partner_of_the_site_neither_reads_nor_changes_anything_of_his(walk: Walk) -> None:
    shop = walk.sites.shop
    headers, filler = as_bearer(shop.tokens[1]), Filler(walk.sites.ids, shop.host)
    before, problems = walk.list_rows(shop.partner_ids[0]), list[tuple[object, ...]]()
    for call in CALLS:
        filled = filler.fill(call)
        answer = walk.ask(filled, headers)
        expected = list_expected(filled, "a partner") if call.is_for_partners else {403}
        if answer.status_code not in expected or find_leak(answer.text, filled, (ALICE, ALICES)):
            problems.append((call.name, answer.status_code, answer.text[:300]))
    assert problems == []
    assert walk.list_rows(shop.partner_ids[0]) == before


def test_a_partner_reads_and_changes_his_own_alone(walk: Walk) -> None:
    shop = walk.sites.shop
    headers, filler = as_partner(shop.sessions[0]), Filler(walk.sites.ids, shop.host)
    problems = list[tuple[object, ...]]()
    # What he may end the owner ends.
    for call in (call for call in CALLS if call.method != "DELETE"):
        filled = filler.fill(call)
        answer = walk.ask(filled, headers)
        expected = call.status if call.is_for_partners else 403
        # He has asked already, and only the team searches for an order.
        expected = {"create_payout_request": 409, "list_conversions": 403}.get(call.name, expected)
        if answer.status_code != expected or find_leak(answer.text, filled, (BOB, BOBS)):
            problems.append((call.name, answer.status_code, answer.text[:300]))
    assert problems == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_a_role_does_what_its_rights_say(walk: Walk, role: Role) -> None:
    shop = walk.sites.shop
    headers, filler = as_member(shop.members[role]), Filler(walk.sites.ids, shop.host)
    before, problems = walk.list_rows(), list[tuple[object, ...]]()
    for call in CALLS:
        is_denied = call.is_for_administrators or call.name == "create_site"
        is_denied = is_denied or (call.needed_right is not None and call.needed_right not in RIGHTS[role])
        if (call.is_write and not is_denied) or call.name in OF_PEOPLE | OF_MEMBERS:
            continue
        answer = walk.ask(filler.fill(call), headers, shop.site_id)
        if answer.status_code != (403 if is_denied else call.status):
            problems.append((call.name, answer.status_code, answer.text[:300]))
    assert problems == []
    assert walk.list_rows() == before


def list_pages() -> list[tuple[str, str]]:
    """Method and path of every page; its files are not in it."""
    routes = console_routes(None, None, "", b"")  # type: ignore[arg-type]
    return [
        (method, template_path(route.path).replace("{path}", "nothing/here"))
        for route in routes
        if isinstance(route, Route)
        for method in sorted(route.methods or ())
        if method != "HEAD"
    ]


def find_problems(walk: Walk, make_headers: Callable[[], Headers], marks: tuple[str, ...]) -> list[tuple[object, ...]]:
    """Answers of pages that are errors of the server or contain a mark; of foreign rows, those that show a page."""
    shop, problems = walk.sites.shop, list[tuple[object, ...]]()
    asked = {"site": str(shop.site_id), "partner": str(shop.partner_ids[0])}
    for method, path in list_pages():
        # A form may end the session that sends it.
        headers = {**make_headers(), "Origin": "http://testserver"}
        for query in ({}, asked):
            answer = walk.client.request(method, path.format(**walk.sites.ids), params=query, headers=headers)
            walk.client.cookies.clear()
            text = answer.text.lower()
            is_shown = MARK in marks and answer.status_code == 200 and path in OF_ONE_ROW
            if answer.status_code >= 500 or any(mark in text for mark in marks) or is_shown:
                problems.append((method, path, query, answer.status_code, next((m for m in marks if m in text), "")))
    return problems


@pytest.mark.parametrize("name", ["nobody", "a partner", "the administrator", *Role])
def test_no_page_shows_or_changes_anything_of_another_site(walk: Walk, name: str) -> None:
    before = walk.list_rows()
    assert find_problems(walk, lambda: make_session(walk, walk.sites.rival, name), (MARK,)) == []
    assert walk.list_rows() == before


@pytest.mark.parametrize(("at", "others"), [(0, (BOB, BOBS)), (1, (ALICE, ALICES))])
def test_no_page_shows_a_partner_what_is_anothers(walk: Walk, at: int, others: tuple[str, str]) -> None:
    partner_id = walk.sites.shop.partner_ids[at]
    assert find_problems(walk, lambda: make_partner_session(walk, walk.sites.shop, partner_id), others) == []


@pytest.mark.parametrize("role", Role)
def test_every_page_answers_every_role(walk: Walk, role: Role) -> None:
    assert find_problems(walk, lambda: make_session(walk, walk.sites.shop, role), ()) == []


def make_session(walk: Walk, people: People, name: str) -> Headers:
    """A new one of somebody of a site, by the words of the test."""
    if name == "nobody":
        return {}
    if name == "a partner":
        return make_partner_session(walk, people, people.partner_ids[0])
    member_id = walk.sites.administrator_id if name == "the administrator" else people.member_ids[Role(name)]
    with begin_change(walk.sessions) as session:
        return as_member(start_session(session, member_id, NOW))


def make_partner_session(walk: Walk, people: People, partner_id: int) -> Headers:
    with begin_change(walk.sessions) as session:
        link, _ = create_sign_in_link(session, people.site_id, partner_id, NOW)
        return as_partner(open_sign_in_link(session, link, NOW) or "")


def test_an_administrator_runs_the_installation_and_no_site(walk: Walk) -> None:
    rival = walk.sites.rival
    ids = {**walk.sites.ids, "site_id": rival.site_id, "member_id": rival.member_ids[Role.ANALYST]}
    headers, filler = as_member(walk.sites.administrator), Filler(ids, rival.host)
    problems = list[tuple[object, ...]]()
    for call in sorted(CALLS, key=find_turn):
        answer = walk.ask(filler.fill(call), headers, rival.site_id)
        is_own = call.is_for_administrators or call.name in OF_PEOPLE
        if answer.status_code != (call.status if is_own else 403):
            problems.append((call.name, answer.status_code, answer.text[:300]))
    assert problems == []


def test_an_owner_does_everything_on_the_site(walk: Walk) -> None:
    shop = walk.sites.shop
    do_everything(walk, as_member(shop.members[Role.OWNER]), shop, lambda call: not call.is_for_administrators)


def do_everything(walk: Walk, headers: Headers, people: People, is_allowed: Callable[[Call], bool]) -> None:
    """Each call as the document describes it is answered with its status, and what is not allowed with 403."""
    filler, problems = Filler(walk.sites.ids, people.host), list[tuple[object, ...]]()
    other = replace(filler, ids={**walk.sites.ids, "run_id": walk.sites.ids["other_run_id"]})
    run = walk.client.get(f"/api/v1/payout-runs/{walk.sites.ids['run_id']}", headers=headers)
    filler = replace(filler, ids={**walk.sites.ids, "digest": run.json()["digest"]})
    for call in sorted(CALLS, key=find_turn):
        answer = walk.ask((other if call.name in OF_OTHER_RUN else filler).fill(call), headers, people.site_id)
        expected = NOT_DONE.get(call.name, call.status) if is_allowed(call) else 403
        if answer.status_code != expected:
            problems.append((call.name, answer.status_code, answer.text[:300]))
    assert problems == []


def find_turn(call: Call) -> int:
    """What needs a row comes before what ends it."""
    if call.name in FIRST:
        return FIRST.index(call.name)
    if call.name in LAST:
        return 100 + LAST.index(call.name)
    return 20 if call.method == "DELETE" else 10
