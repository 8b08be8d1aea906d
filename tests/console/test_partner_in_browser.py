"""The partner's own page in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from database.sessions import Sessions
from tests.console.conftest import Shop
from tests.console.signing_in import make_link

pytestmark = pytest.mark.browser


@pytest.fixture
def bobs_link(registry_sessions: Sessions, shop: Shop) -> str:
    """What follows # in a link of Bob's."""
    return make_link(registry_sessions, shop, shop.bob_id)


def test_a_partners_link_opens_their_page_and_leaves_no_token_in_the_address(
    page: Page, console_url: str, bobs_link: str
) -> None:
    page.goto(f"{console_url}/partner#{bobs_link}")
    page.wait_for_url(f"{console_url}/partner")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bob")
    expect(page.locator("#conversions tbody tr").first).to_be_visible()
    assert bobs_link not in page.evaluate("document.documentElement.outerHTML")
    page.go_back()
    assert bobs_link not in page.url


def test_a_partner_without_conversions_sees_what_to_do_and_can_download_the_list(
    page: Page, console_url: str, bobs_link: str
) -> None:
    page.goto(f"{console_url}/partner#{bobs_link}")
    page.wait_for_url(f"{console_url}/partner")
    expect(page.locator("#conversions tbody tr").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).press("Enter")
    lines = download.value.path().read_text().splitlines()
    assert {line.split(",")[4] for line in lines[1:]} == {"bob"}
    page.goto(f"{console_url}/partner?period=custom&from=2020-01-01&through=2020-01-02")
    expect(page.get_by_text("No conversion in this period is credited to Bob")).to_be_visible()


def test_a_partner_sees_their_own_figures_while_a_marketer_is_signed_in(
    signed_in: Page, console_url: str, shop: Shop, bobs_link: str
) -> None:
    signed_in.goto(f"{console_url}/partners/{shop.bob_id}")
    expect(signed_in.locator("#totals dd").first).not_to_be_empty()
    as_marketer = signed_in.locator("#totals").inner_text()
    signed_in.goto(f"{console_url}/partner#{bobs_link}")
    signed_in.wait_for_url(f"{console_url}/partner")
    expect(signed_in.locator("#totals dd").first).not_to_be_empty()
    assert signed_in.locator("#totals").inner_text() == as_marketer
