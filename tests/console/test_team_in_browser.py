"""The team in a real browser: an owner invites and removes, an analyst only looks, the last owner stays."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from database.sessions import Sessions, begin_change
from registry.enums import Role
from registry.team.members import create_member, grant_membership, start_session
from tests.console.conftest import EMAIL, PASSWORD, Shop
from tests.console.writes import writing
from tests.fixtures.browser import open_profile

pytestmark = pytest.mark.browser
INVITED = "grace@shop.example"


@pytest.fixture
def team_page(signed_in: Page, console_url: str) -> Page:
    """Seen by the owner."""
    signed_in.goto(f"{console_url}/team")
    expect(signed_in.locator("#members tbody tr").first).to_be_visible()
    return signed_in


def test_an_owner_invites_changes_the_role_and_removes(team_page: Page, browser: Browser) -> None:
    form = team_page.get_by_role("form", name="Invite somebody")
    form.get_by_label("E-mail address").fill(INVITED)
    form.get_by_label("Role").select_option("analyst")
    form.get_by_role("button", name="Make a link").click()
    link = team_page.locator("[data-made-link]")
    expect(link).to_contain_text("/invitation#pi_")
    expect(team_page.locator("#invitations tbody tr")).to_contain_text(INVITED)

    with open_profile(browser) as context:
        invited = context.new_page()
        invited.goto(link.inner_text())
        expect(invited.get_by_label("Choose a password")).to_be_visible()
        expect(invited).not_to_have_url(re.compile("#"))
        # The page is opened by what no address has any more.
        invited.get_by_role("button", name="Русский").click()
        expect(invited.get_by_label("Придумайте пароль")).to_be_visible()
        expect(invited).to_have_url(re.compile(r"/invitation\?language=ru$"))
        invited.get_by_role("button", name="English").click()
        invited.get_by_label("Choose a password").fill(PASSWORD)
        invited.get_by_role("button", name="Accept").click()
        expect(invited.get_by_role("heading", level=1)).to_have_text("Attribution")

    team_page.reload()
    row = team_page.locator("#members tbody tr", has_text=INVITED)
    expect(row.get_by_label(f"Role of {INVITED}")).to_have_value("analyst")
    expect(team_page.locator("#invitations tbody tr")).to_have_count(0)
    row.get_by_label(f"Role of {INVITED}").select_option("owner")
    expect(team_page.get_by_text(f"{INVITED} is owner now")).to_be_visible()
    row.get_by_role("button", name="Sign out").click()
    expect(team_page.get_by_text(f"{INVITED} is signed out everywhere")).to_be_visible()
    team_page.once("dialog", lambda dialog: dialog.accept())
    row.get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)


def test_an_invitation_is_withdrawn(team_page: Page) -> None:
    form = team_page.get_by_role("form", name="Invite somebody")
    form.get_by_label("E-mail address").fill("late@shop.example")
    form.get_by_role("button", name="Make a link").click()
    team_page.get_by_role("button", name="Withdraw the invitation of late@shop.example").click()
    expect(team_page.locator("#invitations tbody tr")).to_have_count(0)
    expect(team_page.locator("[data-made]")).to_be_hidden()


def test_an_analyst_has_nothing_to_act_on(
    page: Page, console_url: str, registry_sessions: Sessions, shop: Shop
) -> None:
    with begin_change(registry_sessions) as session:
        viewer = create_member(session, shop.site_id, "viewer@shop.example", PASSWORD, Role.ANALYST)
        token = start_session(session, viewer.id, datetime.now(UTC))
    page.context.add_cookies([{"name": "prm_session", "value": token, "url": console_url}])
    page.goto(f"{console_url}/team")
    expect(page.locator("#members")).to_contain_text(EMAIL)
    expect(page.locator("#members")).to_contain_text("viewer@shop.example (you)")
    expect(page.locator("main").locator("select, input, form")).to_have_count(0)
    expect(page.locator("main tbody button")).to_have_count(0)


def test_the_last_owner_cannot_remove_himself(
    browser: Browser, console_url: str, registry_sessions: Sessions, shop: Shop
) -> None:
    with begin_change(registry_sessions) as session:
        owner = create_member(session, shop.other_site_id, "only@elsewhere.example", PASSWORD)
        grant_membership(session, shop.member_id, shop.other_site_id, Role.ANALYST)
        token = start_session(session, owner.id, datetime.now(UTC))
    with open_profile(browser) as context:
        context.add_cookies([{"name": "prm_session", "value": token, "url": console_url}])
        # Not the page of the fixture, for the browser logs the answer 409.
        page = context.new_page()
        page.goto(f"{console_url}/team")
        own = page.locator("#members tbody tr", has_text="(you)")
        page.once("dialog", lambda dialog: dialog.accept())
        own.get_by_role("button", name="Remove").click()
        expect(page.get_by_role("alert")).to_contain_text("keeps at least one owner")
        # The same words stand there already.
        with writing(page, 409):
            own.get_by_label("Role of").select_option("analyst")
        expect(page.get_by_role("alert")).to_contain_text("keeps at least one owner")
        expect(own.get_by_label("Role of")).to_have_value("owner")
        # Once there is another owner he may.
        page.get_by_label(f"Role of {EMAIL}").select_option("owner")
        expect(page.get_by_text(f"{EMAIL} is owner now")).to_be_visible()
        page.once("dialog", lambda dialog: dialog.accept())
        own.get_by_role("button", name="Remove").click()
        expect(page.get_by_text("No such site")).to_be_visible()


@pytest.mark.parametrize("width", [390, 800, 1280])
def test_it_is_no_wider_than_the_window(team_page: Page, width: int) -> None:
    form = team_page.get_by_role("form", name="Invite somebody")
    form.get_by_label("E-mail address").fill(f"wide{width}@shop.example")
    form.get_by_role("button", name="Make a link").click()
    expect(team_page.locator("[data-made-link]")).not_to_be_empty()
    team_page.set_viewport_size({"width": width, "height": 900})
    assert team_page.evaluate("document.documentElement.scrollWidth") <= width
