"""Each role does what the table of rights says, and every call that changes something needs the right of its group."""

from itertools import product
from typing import Any

import pytest

from console.api.call_list import CALLS
from console.cookies import MEMBER_COOKIE
from database.sessions import Sessions, begin_change
from registry.enums import Role
from registry.team.members import add_member, start_session
from registry.team.rights import RIGHTS, Right
from tests.console.api.payout_runs import IBAN
from tests.console.api.test_access import fill
from tests.fixtures.api import NOW, Api, Tenant

OF_ROLES = {
    "owner": {"partners", "payouts", "review", "settings"},
    "manager": {"partners"},
    "finance": {"payouts"},
    "reviewer": {"review"},
    "analyst": set(),
}
# The beginning of a path, and what a change there needs; the longest beginning counts.
OF_CHANGES = {
    "/sites": "settings",
    "/keys": "settings",
    "/members": "settings",
    "/invitations": "settings",
    "/imports": "settings",
    "/erasures": "settings",
    "/fraud/rules": "settings",
    "/fraud": "review",
    "/conversions/decisions": "review",
    "/commissions/decisions": "review",
    "/programs": "partners",
    "/applications": "partners",
    "/terms": "partners",
    "/partners": "partners",
    "/friends": "partners",
    "/links": "partners",
    "/leads": "partners",
    "/promo-codes": "partners",
    "/payout": "payouts",
    "/adjustments": "payouts",
    "/earnings/run": "payouts",
}
SEEN_WITH_A_RIGHT = {
    "list_payout_methods": "payouts",
    "list_payout_runs": "payouts",
    "get_payout_run": "payouts",
    "list_payouts": "payouts",
    "list_payout_requests": "payouts",
    "list_invitations": "settings",
    "list_applications": "partners",
    "list_imports": "settings",
    "read_import": "settings",
    "list_erasures": "settings",
}
OF_SITES = [call for call in CALLS if not call.is_for_administrators]


def test_the_table_of_rights_is_this_one() -> None:
    assert {role.value: set(map(str, rights)) for role, rights in RIGHTS.items()} == OF_ROLES
    assert set(RIGHTS) == set(Role)


@pytest.mark.parametrize("call", OF_SITES, ids=lambda call: call.name)
def test_a_call_needs_the_right_of_what_it_changes(call: Any) -> None:
    if not call.is_write:
        assert call.needed_right == SEEN_WITH_A_RIGHT.get(call.name)
        return
    [*_, group] = sorted((path for path in OF_CHANGES if call.path.startswith(path)), key=len)
    assert call.needed_right == OF_CHANGES[group]


@pytest.fixture
def people(sessions: Sessions, shop: Tenant) -> dict[Role, str]:
    """A signed-in member of the shop for each role."""
    with begin_change(sessions) as session:
        members = {role: add_member(session, shop.site_id, f"{role}@roles.example", "", role) for role in Role}
        return {role: start_session(session, member.id, NOW) for role, member in members.items()}


def test_each_role_is_let_through_to_the_calls_of_its_rights_and_to_no_others(
    api: Api, shop: Tenant, people: dict[Role, str]
) -> None:
    found, expected = set(), set()
    for role, call in product(people, [call for call in OF_SITES if call.needed_right is not None]):
        api.client.cookies.set(MEMBER_COOKIE, people[role])
        path = fill(call.path).replace("/sites/1", f"/sites/{shop.site_id}")
        # A format that does not exist ends every call that got this far before it changes anything.
        answer = api.client.request(call.method, f"/api/v1{path}", params={"format": "none"}, json={})
        if answer.status_code == 403:
            found.add((role, call.name))
        if call.needed_right not in RIGHTS[role]:
            expected.add((role, call.name))
    assert found == expected


def test_what_somebody_may_not_do_says_who_may(api: Api, people: dict[Role, str]) -> None:
    api.client.cookies.set(MEMBER_COOKIE, people[Role.ANALYST])
    error = api.post("/partners", "", {"code": "x", "name": "X"}, 403)["error"]
    assert error["message"] == "no right to do this on this site: only owner or manager may; ask an owner of the site"


def test_every_role_sees_the_figures(api: Api, people: dict[Role, str]) -> None:
    for token in people.values():
        api.client.cookies.set(MEMBER_COOKIE, token)
        api.get("/attribution", "")
        api.get("/partners", "")


def test_the_log_shows_a_role_no_changes_of_what_it_may_not_list(
    api: Api, shop: Tenant, people: dict[Role, str]
) -> None:
    api.client.cookies.set(MEMBER_COOKIE, people[Role.OWNER])
    api.post("/invitations", "", {"email": "eve@invited.example"}, 201)
    api.post("/erasures", "", {"kind": "customer", "value": "c1"}, 201)
    api.post("/payout-methods", shop.key, {**IBAN, "partner_id": shop.alice_id}, 201)
    seen = {}
    for role, token in people.items():
        api.client.cookies.set(MEMBER_COOKIE, token)
        rows = api.get("/changes", "")["rows"]
        assert ("eve@invited.example" in str(rows)) == (role is Role.OWNER)
        seen[role] = {row["subject"] for row in rows} & {"invitation", "erasure", "payout_method"}
        assert len(api.get("/changes", "", change_of="invitation")["rows"]) == (role is Role.OWNER)
    assert seen.pop(Role.OWNER) == {"invitation", "erasure", "payout_method"}
    assert seen.pop(Role.FINANCE) == {"payout_method"}
    assert not any(seen.values())


def test_a_manager_makes_what_partners_need(api: Api, people: dict[Role, str]) -> None:
    api.client.cookies.set(MEMBER_COOKIE, people[Role.MANAGER])
    made = api.post("/partners", "", {"code": "carol", "name": "Carol"}, 201)
    api.post(f"/partners/{made['partner_id']}/sign-in-link", "", None, 201)
    api.post("/programs", "", {"name": "VIP"}, 201)


@pytest.mark.parametrize("right", Right)
def test_an_owner_has_every_right(right: Right) -> None:
    assert right in RIGHTS[Role.OWNER]
