"""The account in a real browser, in three widths."""

import re

import pytest
from playwright.sync_api import Page, expect
from pyotp import TOTP

from database.sessions import Sessions, begin_change
from registry.team.second_factor import RECOVERY_CODES, end_second_factor
from tests.console.conftest import EMAIL, PASSWORD, Shop

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [390, 800, 1280])
def test_the_second_factor_is_set_up_and_used(
    signed_in: Page, console_url: str, registry_sessions: Sessions, shop: Shop, width: int
) -> None:
    signed_in.set_viewport_size({"width": width, "height": 900})
    signed_in.get_by_label("Account: ").click()
    signed_in.get_by_role("link", name="Your account").click()
    form = signed_in.locator("form", has=signed_in.get_by_role("button", name="Set it up"))
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button").click()
    expect(signed_in.locator("svg.qr")).to_be_visible()
    secret = signed_in.locator("code").inner_text()
    signed_in.get_by_label("Code").fill(TOTP(secret).now())
    signed_in.get_by_role("button", name="Switch it on").click()
    codes = re.findall(r"\S+", signed_in.get_by_label("Recovery codes").inner_text())
    assert len(codes) == RECOVERY_CODES
    assert signed_in.evaluate("document.documentElement.scrollWidth <= innerWidth")
    signed_in.get_by_label("Account: ").click()
    signed_in.get_by_role("button", name="Sign out", exact=True).click()
    signed_in.get_by_label("E-mail").fill(EMAIL)
    signed_in.get_by_label("Password").fill(PASSWORD)
    signed_in.get_by_role("button", name="Sign in").click()
    signed_in.get_by_label("Code from your app").fill(codes[0])
    signed_in.get_by_role("button", name="Sign in").click()
    expect(signed_in.get_by_role("heading", level=1)).to_have_text("Overview")
    with begin_change(registry_sessions) as session:
        end_second_factor(session, shop.member_id)
