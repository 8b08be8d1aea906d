"""Every page: who may open it, what its headers say, and that nothing in it comes from elsewhere."""

import re
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from console.pages.frame import PAGES
from database.sessions import Sessions, begin_change
from registry.enums import Role
from registry.team.members import create_member, grant_membership, start_session
from tests.console.conftest import PASSWORD, Shop

REPORTS = [entry.path for entry in PAGES]
SIGN_IN_PAGES = ["/sign-in", "/partner/sign-in"]


@pytest.mark.parametrize("path", [*REPORTS, "/partners/1"])
def test_a_report_needs_a_session(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("path", REPORTS)
def test_a_report_is_one_page_with_its_name(marketer: TestClient, path: str) -> None:
    page = marketer.get(path)
    assert page.status_code == 200
    assert page.text.count("<h1>") == 1
    assert f'<a href="{path}?site=1" aria-current="page">' in page.text


def test_the_start_is_the_overview(marketer: TestClient) -> None:
    assert marketer.get("/").headers["location"] == "/overview"


@pytest.mark.parametrize("path", [*REPORTS, *SIGN_IN_PAGES, "/partners/1", "/partners/999", "/static/icon.svg"])
def test_the_headers_allow_nothing_from_elsewhere(marketer: TestClient, path: str) -> None:
    headers = marketer.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static") else "no-store")


@pytest.mark.parametrize("path", [*REPORTS, *SIGN_IN_PAGES, "/partners/1"])
def test_a_page_holds_no_inline_script_or_style_and_loads_only_our_own(marketer: TestClient, path: str) -> None:
    text = marketer.get(path).text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert set(re.findall(r"<script[^>]*>(.*?)</script>", text, re.DOTALL)) == {""}
    loaded = re.findall(r"<(?:script|link|img|iframe)[^>]*?(?:src|href)=\"([^\"]*)\"", text)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)


def test_the_bundle_is_built_and_sent_compressed(client: TestClient) -> None:
    for name in ("frame.js", "page-overview.js", "console.css"):
        answer = client.get(f"/static/dist/{name}", headers={"Accept-Encoding": "gzip"})
        assert answer.status_code == 200, "build the assets first: make assets"
        assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/attribution?site=2", "/attribution?site=x", "/partners/999", "/partners/1?site=2"])
def test_what_belongs_to_another_site_does_not_exist(marketer: TestClient, path: str) -> None:
    answer = marketer.get(path)
    assert answer.status_code == 404
    assert "Elsewhere" not in answer.text


def test_a_team_member_of_several_sites_chooses_one(
    client: TestClient, shop: Shop, registry_sessions: Sessions
) -> None:
    with begin_change(registry_sessions) as session:
        member = create_member(session, shop.site_id, "eve@shop.example", PASSWORD)
        grant_membership(session, member.id, shop.other_site_id)
        client.cookies.set("prm_session", start_session(session, member.id, datetime.now(UTC)))
    page = client.get(f"/funnel?site={shop.other_site_id}").text
    assert '<option value="2" selected>Elsewhere</option>' in page
    assert 'data-site="2"' in page


def test_the_empty_state_holds_the_tag_to_paste(marketer: TestClient) -> None:
    page = marketer.get("/attribution").text
    assert re.search(r"&lt;script async src=\"http://edge.example/prm.js\" data-site=\"pk_[0-9a-f]+\"&gt;", page)


@pytest.mark.parametrize("partner_id", [1 << 63, 1 << 64, "9" * 30, "9" * 5000, "²", "-1"])
def test_an_id_that_no_column_holds_is_not_found(marketer: TestClient, partner_id: object) -> None:
    assert marketer.get(f"/partners/{partner_id}").status_code == 404


@pytest.mark.parametrize("site", ["²", "9" * 5000, "\x00", "'"])
def test_a_site_that_there_is_not_is_not_found(marketer: TestClient, site: str) -> None:
    assert marketer.get("/attribution", params={"site": site}).status_code == 404


# What a role sees of the acts, by an element that only those have who may do it.
ACTS = [
    ("/partners", "data-create", {Role.OWNER, Role.MANAGER}),
    ("/links", "data-create-link", {Role.OWNER, Role.MANAGER}),
    ("/programs", "data-new-program", {Role.OWNER, Role.MANAGER}),
    ("/programs/1", "data-new-terms", {Role.OWNER, Role.MANAGER}),
    ("/payouts", "data-new-run", {Role.OWNER, Role.FINANCE}),
    ("/payouts", "data-new-adjustment", {Role.OWNER, Role.FINANCE}),
    ("/payouts/1", "data-run-steps", {Role.OWNER, Role.FINANCE}),
    ("/payouts", "data-decide", {Role.OWNER, Role.REVIEWER}),
    ("/conversions", "data-decide", {Role.OWNER, Role.REVIEWER}),
    ("/fraud", 'aria-label="Decide this mark">', {Role.OWNER, Role.REVIEWER}),
    ("/fraud", 'aria-label="Add to the allow list">', {Role.OWNER, Role.REVIEWER}),
    ("/fraud", 'aria-label="Save a new version of the rules">', {Role.OWNER}),
    ("/settings/keys", "data-new-key", {Role.OWNER}),
]


@pytest.mark.parametrize("role", Role)
def test_a_role_sees_the_acts_that_the_api_allows_it(
    client: TestClient, shop: Shop, registry_sessions: Sessions, role: Role
) -> None:
    with begin_change(registry_sessions) as session:
        member = create_member(session, shop.site_id, f"{role}@shop.example", PASSWORD, role)
        token = start_session(session, member.id, datetime.now(UTC))
    client.cookies.set("prm_session", token, "testserver.local", "/")
    for path, act, roles in ACTS:
        page = client.get(path)
        assert page.status_code == 200
        assert (act in page.text) == (role in roles), (path, act)
